/** The story of an issue in lines for people. */
import { ENDING, KIND } from "../../core/log/words.ts";
import { GUESSED } from "../../core/spend/price.ts";
import { clock, zone } from "../clock.ts";
import { colors } from "../output.ts";
import { table } from "../table.ts";
import type { Standing } from "./standing.ts";
import type { Job, Judged, Story } from "./story.ts";

export function* tell(s: Story, standing: Standing): Generator<string> {
  const { title, now } = standing;
  yield colors.bold(`Issue #${s.issue} of ${s.project}${title === null ? "" : `: ${title}`}`);
  if (s.ended !== null) yield `  ${s.ended}`;
  yield* told(s, standing);
  if (s.jobs.length > 0) {
    yield "";
    yield jobTable(s.jobs, standing);
  }
  yield "";
  yield* verdicts(s.gates, standing);
  if (s.jobs.length > 0) {
    const cost = s.cost_usd === null ? "nothing was counted" : `${s.cost_usd.toFixed(4)} USD${guessed(s)}`;
    yield `Spent: ${s.agent_seconds.toFixed(1)} s of agents' time, ${cost}.`;
  }
  if (s.writes.length > 0) yield `On the forge: ${tally(s.writes.map((w) => `${w.kind} ${w.end}`))}.`;
  yield `Decided by ${s.under.map((u) => `build ${u.build}, configuration ${u.config}, scenarios ${u.scenarios}`).join("; then by ")}.`;
  for (const line of now) yield colors.yellow(line);
}

/** What the forge confirmed in one go is one line, and what only came back from it is none. */
function* told(s: Story, { runners }: Standing): Generator<string> {
  let day = "";
  let wrote: { at: string; time: string; what: string[] } | null = null;
  const flush = function* () {
    if (wrote !== null) yield `  ${colors.dim(wrote.time)}  the forge confirmed ${tally(wrote.what)}`;
    wrote = null;
  };
  for (const { at, text, wrote: what, echo } of s.events) {
    if (echo) continue;
    const [date = "", time = ""] = clock(at).split(" ");
    if (date !== day) {
      yield* flush();
      yield colors.dim(`  ${date}, ${zone(at)}`);
      day = date;
    }
    if (what !== null) {
      if (wrote === null) wrote = { at, time, what: [] };
      wrote.what.push(what);
      continue;
    }
    yield* flush();
    yield `  ${colors.dim(time)}  ${named(text, runners)}`;
  }
  yield* flush();
}

/** Records carry ids, which stay when a name changes; people know the name. */
function named(text: string, runners: Standing["runners"]): string {
  let said = text;
  for (const [id, name] of Object.entries(runners)) said = said.replaceAll(id, name);
  return said;
}

function jobTable(jobs: readonly Job[], { runners }: Standing): string {
  const answers = jobs.some((j) => j.answered !== null);
  return table(
    [
      "job",
      "agent",
      "for",
      "attempt",
      "runner",
      "route",
      ...(answers ? ["answered by"] : []),
      "ended",
      "seconds",
      "USD",
      "counted by",
    ],
    jobs.map((j) => [
      j.job,
      j.agent,
      KIND[j.kind] ?? j.kind,
      j.attempt,
      j.runner === null ? "" : (runners[j.runner] ?? j.runner),
      j.route,
      ...(answers ? [j.answered ?? ""] : []),
      ENDING[j.end] ?? j.end.replaceAll("_", " "),
      j.seconds === null ? "" : j.seconds.toFixed(1),
      j.cost_usd === null ? "" : j.cost_usd.toFixed(4),
      j.priced_by === null ? "" : (COUNTED[j.priced_by] ?? j.priced_by),
    ]),
  );
}

/** On whose word an amount stands. */
const COUNTED: Readonly<Record<string, string>> = {
  cli: "its CLI",
  tokens: "your prices",
  free: "free",
  list: "guess, list",
  dearest: "guess, dearest",
  time: "guess, time",
  reserve: "guess, set aside",
};

/** A line for each pull request that there was: what a gate said of one is no word about the next. */
function* verdicts(gates: readonly Judged[], standing: Standing): Generator<string> {
  const pullOf = (g: Judged): number | null => g.pull_request ?? standing.pull_request;
  for (const pull of new Set(gates.map(pullOf))) {
    const of = pull === null ? "" : `, pull request #${pull}`;
    const said = gates.filter((g) => pullOf(g) === pull);
    yield `Judged${of}: ${said.map(judged).join("; ")}.`;
  }
}

const judged = ({ gate, after_merge, verdicts }: Judged): string =>
  `${gate} ${verdicts.join(", then ")}${after_merge ? " on the target branch" : ""}`;

/** An amount with guesses in it says so. */
function guessed({ jobs }: Story): string {
  const guesses = jobs.filter(
    ({ priced_by }) => (GUESSED[priced_by as keyof typeof GUESSED] ?? "") !== "",
  ).length;
  return guesses === 0
    ? ""
    : `, of which ${guesses === 1 ? "one job" : `${guesses} jobs`} by a guess (docs/limits.md)`;
}

function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, n]) => (n === 1 ? word : `${n} × ${word}`)).join(", ");
}
