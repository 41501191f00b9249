/** How an issue stands now, and what a person can do about it: what the records of the past cannot say. */
import type { FactoryState, ProjectView, StopView, WorkItemView } from "../../contract/state.ts";
import { APPROVED_LABEL } from "../../core/policy/approved.ts";

export interface Standing {
  /** Null where the factory does not know the issue any more. */
  readonly title: string | null;
  readonly pull_request: number | null;
  /** Sentences; none where nothing waits. */
  readonly now: readonly string[];
  /** Names of runners, by the ids that stand in records. */
  readonly runners: Readonly<Record<string, string>>;
}

export function standingOf(state: FactoryState, project: string, issue: number): Standing {
  const view = state.projects.find((p) => p.name === project);
  const known = view?.issues.find((i) => i.number === issue);
  // The newest stands first.
  const item = view?.work_items.find((i) => i.issue === issue);
  return {
    title: known?.title ?? item?.title ?? null,
    pull_request: item?.pull_request ?? null,
    now: view === undefined ? [] : [...work(view, item), ...waiting(view, issue, item)],
    runners: Object.fromEntries(state.runners.map(({ id, name }) => [id, name])),
  };
}

const OVER: ReadonlySet<string> = new Set(["done", "cancelled"]);

function work(p: ProjectView, item: WorkItemView | undefined): string[] {
  if (item === undefined || OVER.has(item.phase)) return [];
  if (item.phase === "parked")
    return [`It waits for your answer, as a comment on #${item.issue}: ${item.park_reason ?? ""}`.trim()];
  const queued = item.jobs.filter((j) => j.state === "queued");
  const lacks = queued.flatMap(({ waits }) => (waits === null ? [] : [`It is held up: ${waits}.`]));
  const stops = p.stops
    .filter((s) => s.scope === "everything" || s.scope === "project" || s.name === item.agent)
    .map(
      (s) =>
        `${s.scope === "agent" ? s.name : s.scope === "project" ? "The project" : "Everything"} is ${s.verb === "pause" ? "paused" : "drained"} by ${s.by}${s.why === "" ? "" : `: ${s.why}`}. \`npm run -s adf -- ${liftWords(s, p.name)}\` lets it go on.`,
    );
  return [...lacks, ...(queued.length === 0 ? [] : stops)];
}

/** The arguments of adf that lift a stop. */
export function liftWords({ scope, name }: Pick<StopView, "scope" | "name">, project: string): string {
  if (scope === "everything") return "resume";
  return `resume --${scope} ${scope === "project" ? project : name}`;
}

function waiting(p: ProjectView, number: number, item: WorkItemView | undefined): string[] {
  const issue = p.issues.find((i) => i.number === number);
  if (issue === undefined || issue.state === "closed") return [];
  if (item !== undefined && !OVER.has(item.phase)) return [];
  if (issue.held_by !== null) return [`Nobody takes it up, it is held by ${issue.held_by}.${remedy(issue)}`];
  const rank = issue.rank === null ? "" : `, with the rank ${(issue.rank * 100).toFixed(1)} %`;
  return [
    `It is ready${rank}, and nobody has taken it up yet. \`npm run -s adf -- rank\` shows what stands before it.`,
  ];
}

/** What lets it go; "" where only time or other work does. */
function remedy({ held_by }: ProjectView["issues"][number]): string {
  const why = held_by ?? "";
  if (why.startsWith("a cycle")) return " Remove one of the dependencies on the forge.";
  if (why.startsWith("its author"))
    return ` Somebody who is trusted lets it in with the label \`${APPROVED_LABEL}\`.`;
  if (why.startsWith("its text"))
    return ` Read it as it stands, take the label \`${APPROVED_LABEL}\` off, and set it again a few seconds later.`;
  if (why.startsWith("the label")) return " Take the label off.";
  if (why.startsWith("finished work")) return " Mention an agent there to begin anew.";
  if (why.startsWith("waits for #"))
    return ` \`npm run -s adf -- explain ${why.slice(11).split(",")[0]}\` tells of the first.`;
  return "";
}
