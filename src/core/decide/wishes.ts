/**
 * How a person asked for a job to be done: read and checked where it is said, heard where the job is given out, and answered where
 * it could not be. A mention is refused before work begins; a label, or a wish that cannot be met any more, never holds the work
 * up: it goes on without, and says so once.
 */
import type { AgentConfig } from "../../contract/config.ts";
import type { Wish } from "../../contract/routing.ts";
import { quiet } from "../comment/quiet.ts";
import type { Grant } from "../factory/grant.ts";
import { projectsOfRunner } from "../policy/runner-projects.ts";
import { err, ok, type Result } from "../result.ts";
import { type OwnChoice, ownChoice } from "../routing/agent-default.ts";
import type { RouteDecision } from "../routing/route.ts";
import { checkWish, readWish, waysFor, wishOfLabels, wishWords } from "../routing/wish.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";

/** Of the text after an agent's name; the error is what its author is told. */
export function wishIn(
  draft: Draft,
  context: string,
): Result<{ readonly wish: Wish | null; readonly rest: string }, string> {
  const { wish, rest, slips } = readWish(context);
  if (slips.length > 0) return err(`${slips.join(" ")} ${HOW}`);
  if (wish === null) return ok({ wish, rest });
  const checked = checkWish(wish, draft.context.scenarios, ownWays(draft));
  return checked.ok ? ok({ wish: checked.value, rest }) : err(`${checked.error} ${HOW}`);
}

const HOW =
  "Write a new comment, or edit this one; `model:`, `cli:`, `provider:` and `tier:` stand directly after the name, and all may be left out.";

/** What mentions have asked of the agents of this work. */
export const wishesOf = ({
  wish,
  wishes,
}: Pick<WorkItem, "wish" | "wishes">): Readonly<Record<string, Wish>> =>
  wishes ?? (wish === undefined ? {} : { [wish.agent]: wish.wish });

/** What counts for this agent's next job: what the mention said, and of labels what it left open. */
export function wishFor(draft: Draft, item: WorkItem, agent: AgentConfig): { job?: Wish } {
  const { counts } = heard(draft, item, agent);
  return counts === null ? {} : { job: counts };
}

interface Heard {
  /** All that is asked; null where nothing is. */
  readonly asked: Wish | null;
  /** What of it can be. */
  readonly counts: Wish | null;
  /** Why not all of it can. */
  readonly why: string | null;
}

function heard(draft: Draft, item: WorkItem, agent: AgentConfig): Heard {
  const said = wishesOf(item)[agent.name] ?? null;
  const labelled = item.agent === agent.name ? wishOfLabels(draft.issue(item.issue)?.labels ?? []) : null;
  if (said === null && labelled === null) return { asked: null, counts: null, why: null };
  const check = (wish: Wish) => checkWish(wish, draft.context.scenarios, ownWays(draft));
  const asked = { ...labelled, ...said };
  const whole = check(asked);
  if (whole.ok) return { asked, counts: whole.value, why: null };
  // A label that does not go with it must not take the mention's own wish away.
  const alone = said === null || labelled === null ? whole : check(said);
  return { asked, counts: alone.ok ? alone.value : null, why: whole.error };
}

/** Tells once of what was asked and is not done. Called when the job goes out, with the route it goes by. */
export function tellUnmet(draft: Draft, item: WorkItem, agent: AgentConfig, taken: RouteDecision): void {
  const { asked, why: cannot_be } = heard(draft, item, agent);
  const lost = taken.overrides.find((one) => one.source === "job" && one.outcome === "lost");
  const why = cannot_be ?? lost?.why ?? null;
  if (asked === null || why === null) return;
  const wanted = quiet(wishWords(asked), 200);
  const id = `unmet:${item.id}:${wanted}`;
  if (draft.effectNow(id) !== undefined) return;
  draft.log("override.lost", { issue: item.issue, agent: agent.name, wanted, reason: why });
  const body = `\`${agent.name}\` works with \`${taken.cli}\` and \`${taken.model}\`, and not all as asked (\`${wanted}\`)${cannot_be === null ? `: ${why}.` : `. ${why}`}`;
  const { issue, root, hop } = item;
  draft.effect(item.id, { kind: "comment", account: "coordinator", issue, body, root, hop }, id);
}

/** Why the job waits here for another runner: that one has the CLI that was asked for. Null: none has it. */
export function isMetElsewhere(
  { context: { config, project } }: Draft,
  { source, overrides, skipped }: RouteDecision,
  { runners }: Grant,
): string | null {
  const asked = overrides.find((one) => one.source === "job");
  if (source === "job" || asked === undefined || asked.outcome !== "lost") return null;
  const clis = runners
    .filter(({ name }) => projectsOfRunner(config, name).includes(project.name))
    .flatMap((one) => one.clis);
  const lacks = skipped.filter((way) => way.reason === "cli_missing" && fits(asked.wanted, way));
  const there = lacks.find((way) => clis.includes(way.cli));
  return there === undefined
    ? null
    : `a person asked for ${wishWords(asked.wanted)}, and this runner has no ${there.cli}: the job waits for one that has`;
}

const fits = (wanted: Wish, way: OwnChoice): boolean => waysFor(wanted, [], [way]).length > 0;

function ownWays({ context: { agents, project, scenarios } }: Draft): OwnChoice[] {
  return [...agents, project].flatMap((one) => ownChoice(one, scenarios) ?? []);
}
