/** A work item: what one issue needs, over all its attempts. Counters live here, so no retry can reset them. */
import type { CompoundAnswer, CompoundGroup } from "../../contract/compound.ts";
import type { JobKind } from "../../contract/job.ts";
import type { Finding } from "../../contract/outputs.ts";
import type { Chosen, Wish } from "../../contract/routing.ts";
import { cutAt } from "../comment/quiet.ts";
import type { Round } from "../review/gate.ts";

/**
 * `change`, `verify`, `plan`, `compound`: exactly one job is queued or running for it. `review`: one for each gate that is open.
 * `delivering`: waits for the forge to confirm the pull request. `approved`: waits for its turn at the target branch.
 * `merging`: waits for merge, ancestry and closing. `proving`: is merged, and the checks run there once more. Which may follow which stands in `life.ts`.
 * `reporting`: waits for the forge to take the last comments. `parked`: waits for a person.
 */
export type Phase =
  | "change"
  | "delivering"
  | "review"
  | "verify"
  | "plan"
  | "compound"
  | "approved"
  | "merging"
  | "proving"
  | "reporting"
  | "parked"
  | "done"
  | "cancelled";

/** No issue has this number, so nothing that is looked up by number finds a plan or a compound review. */
export const NO_ISSUE = 0;

export const ENDED: ReadonlySet<Phase> = new Set(["done", "cancelled"]);

export interface WorkItem {
  readonly id: string;
  /**
   * `issue`: close it by a merged change. `pull`: judge one pull request that a person asked about. `plan`: choose what is next.
   * `compound`: read what was merged, for one group. `revert`: undo a merge that broke the target branch.
   */
  readonly subject: "issue" | "pull" | "plan" | "compound" | "revert";
  /** Number of the issue, or of the pull request when that is the subject; `NO_ISSUE` of a plan and of a compound review. */
  readonly issue: number;
  readonly title: string;
  readonly phase: Phase;
  /** Who writes the change, or judges when the subject is a pull request. */
  readonly agent: string;
  /** Semantic key of the event that began the chain, and how many mentions deep this is. */
  readonly root: string;
  readonly hop: number;
  /** What the person or the coordinator asked in the mention; "" when nothing more than the issue. */
  readonly request: string;
  /** How people asked for it to be done, by the name of the agent that they asked; absent where nobody said. */
  readonly wishes?: Readonly<Record<string, Wish>>;
  /** The last of them, in rows that are older than `wishes`. */
  readonly wish?: { readonly agent: string; readonly wish: Wish };
  readonly rank: number | null;
  /** Why the coordinator took it up; absent where a mention asked, and in rows that are older than this. */
  readonly chosen?: Chosen;
  /** Change jobs claimed so far. */
  readonly attempts: number;
  /** Verify jobs claimed for the present head, or review jobs of that gate which needed most. */
  readonly gate_attempts: number;
  /**
   * Attempts that the machine, the network or the provider ended: given back, up to a bound of their own, so that a bad
   * night uses up nobody's attempts. Absent in rows that are older than this field.
   */
  readonly machine_failures?: number;
  /** Attempts in a row that changed nothing. */
  readonly idle_attempts: number;
  readonly branch: string;
  readonly head_sha: string | null;
  /** What a stopped attempt had and nobody has finished yet: the next one begins from it. Absent when there is none. */
  readonly checkpoint_sha?: string;
  readonly pull_request: number | null;
  readonly merged_sha: string | null;
  /** The merge that a revert undoes. */
  readonly reverts?: string;
  /** What the last gate found, handed to the next attempt. */
  readonly findings: readonly Finding[];
  /** The agent's claim that nothing must change, until it has been re-run. */
  readonly claim: Claim | null;
  /** Who wrote its head last, where the CLI said which model answered. */
  readonly wrote?: Wrote;
  /** Families of the models that wrote what stands on its branch; absent while nobody knows one. */
  readonly written_by?: readonly string[];
  /** Files of its change that steer agents: such a change is a person's to merge. Absent when there is none. */
  readonly steers?: readonly string[];
  /** What the gates have said of one head so far; absent before the first, and in rows that are older than this. */
  readonly round?: Round;
  /** The last round that came to an end; absent before the first, and in rows that are older than this. */
  readonly judged?: { readonly sha: string; readonly passed: boolean; readonly by: string };
  /** Comments by trusted people since the work began. */
  readonly heard?: number;
  readonly park_reason: string | null;
  /** Of a parked item whose gates have all passed: only a person's yes is missing, and this is what to. */
  readonly waits_for?: "merge";
  /** The issues of the list that a coordinator was given, best first; only of a plan. */
  readonly shown?: readonly number[];
  /** What one group of a compound review looks for, and what it found once it has ended. */
  readonly compound?: { readonly group: CompoundGroup; readonly answer: CompoundAnswer | null };
  /** When the coordinator asked what its issue means. Absent when it never did. */
  readonly asked_at?: number;
  /** Where it goes on after a person's answer, when that is not the beginning of its road. */
  readonly parked_from?: JobKind;
  /** Seconds of agent time over all jobs. */
  readonly seconds: number;
  /** Used when a person last said to go on: the caps of the item count from there. Absent while nobody had to. */
  readonly granted_usd?: number;
  readonly granted_tokens?: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface Wrote {
  readonly agent: string;
  readonly cli: string;
  /** The alias that was asked for, and the model that answered. */
  readonly model: string;
  readonly answered: string;
}

export interface Claim {
  readonly summary: string;
  readonly commands: readonly { readonly argv: readonly string[]; readonly exit_code: number }[];
}

/** Of an issue's text: what is routed, and no more than a forge lets people write. */
const ROUTED_MAX = 65_536;

/**
 * The task, as it is routed: title, text and labels of the issue or pull request, and what the mention asked. Never the prompt,
 * whose fixed words would match every time.
 */
export function taskText(
  { title, request }: Pick<WorkItem, "title" | "request">,
  on: { readonly body: string; readonly labels?: readonly string[] } | undefined,
): string {
  return [title, cutAt(on?.body ?? "", ROUTED_MAX), (on?.labels ?? []).join(", "), request].join("\n");
}

/** The private branch of a work item: the only one its jobs may push. */
export const branchOf = (issue: number, id: string): string => `adf/${issue}-${id}`;

type Beginning = Pick<WorkItem, "subject" | "issue" | "title" | "phase" | "agent" | "root"> &
  Partial<
    Pick<WorkItem, "hop" | "request" | "rank" | "head_sha" | "pull_request" | "shown" | "compound" | "wishes">
  >;

/** A work item for which nothing was done yet, with a branch of its own. */
export const freshItem = (id: string, now: number, begun: Beginning): WorkItem => ({
  hop: 0,
  request: "",
  rank: null,
  head_sha: null,
  pull_request: null,
  ...begun,
  id,
  branch: branchOf(begun.issue, id),
  attempts: 0,
  gate_attempts: 0,
  idle_attempts: 0,
  merged_sha: null,
  findings: [],
  claim: null,
  park_reason: null,
  seconds: 0,
  created_at: now,
  updated_at: now,
});

/** Where unfinished work of that branch is kept: no branch, so that no list of branches and no pull request shows it. */
export const checkpointRefOf = (branch: string): string => `refs/adf/checkpoints/${branch}`;

/** Whether anybody has ever taken a job of it. */
export const hasBegun = (item: WorkItem): boolean =>
  item.attempts + item.gate_attempts > 0 || (item.subject === "issue" && item.pull_request !== null);
