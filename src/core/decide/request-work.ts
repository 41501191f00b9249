/**
 * A mention by somebody who may ask becomes work, joins work that is already there, or is refused with a sentence.
 * Nothing is dropped: the outcome is recorded under the mention's key and a refusal is answered.
 */
import type { AgentConfig } from "../../contract/config.ts";
import type { Wish } from "../../contract/routing.ts";
import { cutAt } from "../comment/quiet.ts";
import { explainStop, liftStop, stopOf } from "../control/stop.ts";
import { nextHop } from "../mention/hop.ts";
import { wishWords } from "../routing/wish.ts";
import { HELD } from "../work/job.ts";
import { hasBegun, type WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { openGates } from "./gates.ts";
import { newItem } from "./new-item.ts";
import { queueJob } from "./phases.ts";
import { unpark } from "./resume.ts";
import { wishesOf } from "./wishes.ts";

/** Of the texts of all mentions that joined one work item. */
const MAX_REQUEST = 4_000;

export interface WorkRequest {
  readonly agent: AgentConfig;
  /** The issue or pull request the mention stands on. */
  readonly number: number;
  readonly title: string;
  readonly is_pull: boolean;
  readonly context: string;
  /** How it shall be done; a person's word alone. */
  readonly wish?: Wish;
  readonly root: string;
  /** Hop of the mention that asks; null for a person's. */
  readonly from_hop: number | null;
  readonly head_sha: string | null;
}

export type RequestOutcome =
  | { readonly outcome: "queued"; readonly item: WorkItem; readonly sentence?: string }
  | { readonly outcome: "obeyed"; readonly sentence: string }
  | { readonly outcome: "joined" | "resumed"; readonly item: WorkItem; readonly sentence?: string }
  | { readonly outcome: "coordinator_asked" }
  | { readonly outcome: "refused"; readonly sentence: string };

const refused = (sentence: string): RequestOutcome => ({ outcome: "refused", sentence });

export function requestWork(draft: Draft, r: WorkRequest): RequestOutcome {
  const { agent } = r;
  const { config } = draft.context;
  if (!agent.enabled) return refused(`\`${agent.name}\` is switched off in the configuration.`);
  const hop = nextHop(r.from_hop, config.mentions.max_hops);
  if (!hop.ok) {
    return refused(
      `This chain of mentions has used its ${config.mentions.max_hops} hops. A person has to ask from here.`,
    );
  }
  if (agent.role === "coordinator") {
    if (r.wish !== undefined)
      return refused(
        `\`${agent.name}\` only chooses what is next, so it has no use for \`${wishWords(r.wish)}\`. Say it to the agent that does the work.`,
      );
    draft.setMeta({ coordinate_due: true, asked: true });
    return { outcome: "coordinator_asked" };
  }
  const place = r.is_pull ? draft.pull(r.number) : draft.issue(r.number);
  if (place?.state === "closed") return refused(`#${r.number} is closed. Reopen it, and mention me again.`);
  const there = draft.itemOn(r.number);
  if (there?.phase === "parked") {
    if (r.wish !== undefined) draft.putItem(wished(there, r));
    unpark(draft, draft.item(there.id) ?? there, r.context);
    return { outcome: "resumed", item: there, ...waits(draft, there) };
  }
  if (there !== undefined) {
    // What was said is not lost: the next attempt reads it with the rest.
    const request = cutAt([there.request, r.context].filter((t) => t !== "").join("\n"), MAX_REQUEST);
    const said = wished({ ...there, request }, r);
    const changed = request !== there.request || r.wish !== undefined;
    const sentence =
      r.wish === undefined || !draft.liveJobsOf(there.id).some((job) => HELD.has(job.state))
        ? waits(draft, there)
        : {
            sentence: `\`${wishWords(r.wish)}\` counts from the next job of \`${agent.name}\` on; what runs now goes on as it is.`,
          };
    return { outcome: "joined", item: changed ? draft.putItem(said) : there, ...sentence };
  }
  if (agent.role === "developer" && r.is_pull) {
    return refused(
      `\`${agent.name}\` works on issues, and #${r.number} is a pull request. Mention it on the issue, or ask a reviewer here.`,
    );
  }
  if (agent.role !== "developer" && !r.is_pull) {
    return refused(
      `\`${agent.name}\` judges pull requests, and #${r.number} is an issue. Mention a developer here.`,
    );
  }
  if (r.is_pull && r.head_sha === null) {
    return refused(
      `I have not seen the head of pull request #${r.number} yet. Mention \`${agent.name}\` again after the next push.`,
    );
  }
  if (draft.items().filter((i) => i.phase !== "parked").length >= config.limits.open_items) {
    return refused(
      `There are already ${config.limits.open_items} open work items. Ask again when some have ended.`,
    );
  }
  const stop = stopOf(draft.meta.stops, { agent: agent.name, runner: null, begun: false });
  if (stop?.verb === "drain")
    return refused(`No new work is begun: ${explainStop(stop)}. Ask again when it goes on.`);
  const item = wished(newItem(draft, r, hop.value, null), r);
  const queued = r.is_pull ? openGates(draft, item) : queueJob(draft, item, "change", agent.name);
  return {
    outcome: "queued",
    item: queued,
    ...waits(draft, item),
  };
}

/** A person who asks or answers while somebody's stop keeps the work from going on is told so, and what lifts it. */
export function waits(draft: Draft, asked: WorkItem): { readonly sentence?: string } {
  const begun = hasBegun(draft.item(asked.id) ?? asked);
  const stop = draft
    .liveJobsOf(asked.id)
    .filter(({ state }) => !HELD.has(state))
    .flatMap(({ agent }) => stopOf(draft.meta.stops, { agent, runner: null, begun }) ?? [])[0];
  return stop === undefined ? {} : { sentence: `This waits: ${explainStop(stop)}. ${liftStop(stop)}` };
}

/** The newest wish replaces an older one to the same agent as a whole. */
const wished = (item: WorkItem, { agent, wish }: Pick<WorkRequest, "agent" | "wish">): WorkItem =>
  wish === undefined ? item : { ...item, wishes: { ...wishesOf(item), [agent.name]: wish } };
