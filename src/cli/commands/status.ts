/** `adf status`: what the factory is doing, what it waits for, and when it looks again. */
import type { Command } from "commander";
import { LAYERS, type Layers } from "../../contract/layer.ts";
import { MACHINE_FACTS, type Machine } from "../../contract/machine.ts";
import type { ProbeBoard } from "../../contract/probe.ts";
import {
  FactoryState,
  type NightwatchView,
  type ProjectView,
  type SharedView,
  type SpendView,
  type StopView,
} from "../../contract/state.ts";
import { TITLES } from "../../core/policy/layers.ts";
import { isOldRunner } from "../../core/policy/runner-build.ts";
import { moment } from "../clock.ts";
import { type AddressOptions, addressOptions, ask, readAddress } from "../factory-address.ts";
import { liftWords } from "../logs/standing.ts";
import { colors, print, printJson } from "../output.ts";
import { readAnswer } from "../skew/builds.ts";
import { table } from "../table.ts";
import { reviewLine } from "./review.ts";

const HELP = `
Examples:
  $ adf status
  $ adf status --json | jq '.projects[].work_items[] | select(.phase == "parked")'
  $ ADF_ADMIN_TOKEN=… adf status --url https://ai-dark-factory.example.workers.dev

A Worker of another build is shown as far as it can be read; what cannot is named, with both builds and how to make them one.

JSON: the answer of GET /api/v1/state as it came, described in src/contract/state.ts.
Exit status: 0 shown, 2 no factory here, 3 it does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(
    program.command("status").description("show what the factory is doing and when it looks again"),
  )
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      const address = readAddress(options);
      const said = await ask(address, "/state");
      const state = readAnswer(FactoryState, said, address.url);
      // As it was said: a script that knows the Worker's build is not to lose what this one does not know.
      if (options.json) printJson(said);
      else for (const line of describe(state, options.url !== undefined)) print(line);
    });
}

/** `deployed`: a Worker of the account's; one on this machine always has its configuration in the variable. */
export function* describe(state: FactoryState, deployed: boolean): Generator<string> {
  yield colors.dim(
    `build ${state.build}, contract ${state.contract}, configuration ${state.config_hash}${deployed && state.config_from === "variable" ? " (of the variable ADF_CONFIG)" : ""}, scenarios ${state.scenario_version}`,
  );
  yield* describeShared(state.shared);
  for (const project of state.projects) yield* describeProject(project);
  yield "";
  if (state.runners.length === 0)
    yield "No runner is registered. `npm start` brings one; production installs its own.";
  for (const r of state.runners) {
    const seen = r.last_seen_secs === null ? "never seen" : `seen ${Math.round(r.last_seen_secs)} s ago`;
    yield `runner ${r.name} (${r.id}): ${r.connected ? colors.green("connected") : colors.yellow("not connected")}, ${seen}${oldText(r.build, state.runner_build)}, ${r.clis.join(", ") || "no agent CLI"}${servesText(r.serves, state.projects.length)}`;
    yield* describeTrouble(r.machine);
    yield* describeLayers(r.layers);
    for (const { id, why } of r.unproven)
      yield colors.red(`  ${id} takes no jobs here, its guard did not answer: ${why}`);
  }
}

/** Why it takes no jobs. */
function* describeTrouble(machine: Machine | null): Generator<string> {
  if (machine === null) return;
  for (const { fact, fix } of MACHINE_FACTS.map((part) => machine[part]))
    if (fix !== null) yield colors.red(`  takes no jobs: ${fact}. Fix: ${fix}`);
}

/** What fences its agents; what does not, with the command that mends it. */
function* describeLayers(layers: Layers): Generator<string> {
  const has = LAYERS.filter((layer) => layers[layer] === null).map((layer) => TITLES[layer]);
  yield `  its agents have ${has.join(", ") || "no layer of isolation"}`;
  for (const layer of LAYERS) {
    const missing = layers[layer];
    if (missing !== null) yield colors.dim(`  no ${TITLES[layer]}: ${missing}`);
  }
}

const oldText = (build: string, expected: string | null): string =>
  isOldRunner(build, expected)
    ? colors.yellow(`, on ${build} and not ${expected}: npm run -s adf -- doctor says how to upgrade`)
    : "";

/** Nothing where a runner serves every project. */
function servesText(serves: readonly string[] | null, projects: number): string {
  if (serves === null || serves.length === projects) return "";
  return serves.length === 0 ? ", gets no jobs by [[runners]]" : `, only for ${serves.join(", ")}`;
}

/** What all projects share; silent where there is nothing to say. */
function* describeShared({
  breaker,
  today,
  month,
  day_cap_usd,
  month_cap_usd,
  providers,
  models,
  probes,
}: SharedView): Generator<string> {
  const cap = (usd: number) => (usd > 0 ? ` of $${usd.toFixed(2)}` : "");
  if (month.attempts > 0) {
    yield `factory, today (UTC): ${spentWords(today, cap(day_cap_usd))}`;
    yield `factory, this month: ${spentWords(month, cap(month_cap_usd))}`;
  }
  if (breaker !== "closed") yield colors.yellow(`factory breaker: ${breaker.replace("_", " ")}`);
  for (const p of providers) {
    if (p.state === "healthy") continue;
    const next =
      p.state === "blocked" && (p.for_secs ?? 0) > 0
        ? `tried again in ${ago(p.for_secs ?? 0)}`
        : "being tried";
    yield colors.yellow(`provider ${p.way.replaceAll(" ", " → ")}: ${p.reason ?? "unwell"}, ${next}`);
  }
  yield* describeProbes(probes);
  for (const m of models) {
    const before = m.before === null ? "" : `, before ${m.before}`;
    yield colors.dim(`${m.way.replaceAll(" ", " → ")} is answered by ${m.model}${before}`);
  }
}

/** Silent before anything was asked. A provider that a job found out about has its line already. */
function* describeProbes({ ways, today }: ProbeBoard): Generator<string> {
  const well = ways.filter(({ state }) => state === "healthy");
  const ill = ways.filter(({ state }) => state === "unhealthy");
  const ages = [...well, ...ill].flatMap(({ age_secs }) => (age_secs === null ? [] : [age_secs]));
  if (ages.length === 0) return;
  const wrong = ill.length === 0 ? "" : colors.yellow(`, ${ill.length} not`);
  yield `models: ${well.length} answer${wrong}; last probed ${ago(Math.min(...ages))} ago, ${today.probes} probes today`;
  for (const w of ill)
    yield colors.yellow(
      `  ${w.cli} → ${w.provider} → ${w.model} on ${w.runner}: ${(w.failure ?? "").replaceAll("_", " ")}${w.next === null ? "" : `; ${w.next}`}`,
    );
}

function* describeProject(p: ProjectView): Generator<string> {
  yield "";
  const mood = p.paused
    ? colors.yellow("paused")
    : p.waits_for !== null
      ? colors.yellow(`waits for ${p.waits_for}`)
      : p.settled
        ? "nothing to do"
        : colors.green("at work");
  yield `${colors.bold(p.name)} (${p.repo}): ${mood}${p.mode === "auto" ? "" : `, mode ${p.mode}`}`;
  yield `  coordinator: ${p.schedule} ${p.timezone}, next at ${moment(p.next_run_ms)}`;
  yield* describeCoordinator(p);
  yield `  ${reviewLine(p.compound_review, p.timezone)}`;
  if (!p.synced) yield "  the forge has not been read completely yet";
  const { proposed, pending, dead } = p.effects;
  if (proposed > 0) yield `  ${proposed} wait for your yes: npm run -s adf -- approvals`;
  yield* describeRecords(p);
  yield* describeNotices(p);
  if (pending + dead > 0) yield `  writes on the forge: ${pending} waiting, ${dead} refused`;
  if (p.breaker !== "closed")
    yield colors.yellow(
      `  breaker: ${p.breaker.replace("_", " ")}, too many jobs failed; one is tried by itself`,
    );
  for (const q of p.quarantine)
    yield colors.yellow(
      `  ${q.agent} gets no work, its configuration is wrong: ${q.detail}. Mended: npm run -s adf -- resume --agent ${q.agent}`,
    );
  for (const w of p.nightwatch) yield* describeWatched(w);
  for (const stop of p.stops)
    yield colors.yellow(`  ${stopWords(stop)}. Lift it: npm run -s adf -- ${liftWords(stop, p.name)}`);
  yield* describeSpend(p);
  for (const a of p.alerts)
    yield colors.yellow(
      `  alert: ${a.title}, for ${ago(a.since_secs)}${a.issue === null ? "" : ` (#${a.issue})`}`,
    );
  const rows = p.work_items.map((i) => [
    `  #${i.issue}`,
    i.phase,
    i.agent,
    i.attempts,
    i.spend.usd === 0 ? "" : `$${i.spend.usd.toFixed(2)}`,
    i.pull_request === null ? "" : `#${i.pull_request}`,
    i.title.slice(0, 60),
  ]);
  if (rows.length > 0)
    yield table(["  issue", "phase", "agent", "attempts", "cost", "pull request", "title"], rows);
  for (const item of p.work_items)
    for (const job of item.jobs)
      if (job.waits !== null) yield colors.yellow(`  #${item.issue}: ${job.waits}`);
  for (const issue of p.issues) {
    if (issue.state === "open" && issue.held_by !== null)
      yield `  #${issue.number} is held by ${issue.held_by}`;
  }
}

const DONE: Readonly<Record<NightwatchView["step"], string>> = {
  noted: "noted",
  fresh: "its jobs begin without their earlier conversation",
  paused: "it was given no work for a while",
  escalated: "a person was told",
};

function* describeWatched(w: NightwatchView): Generator<string> {
  const again = w.paused_for_secs === null ? "" : `, tried again in ${ago(w.paused_for_secs)}`;
  const paint = w.level === "minor" ? colors.dim : colors.yellow;
  yield paint(
    `  nightwatch: ${w.agent} drifts ${w.drift.toFixed(2)} (${w.level}) for ${ago(w.since_secs)}: ${DONE[w.step]}${again}`,
  );
  for (const s of w.signs) yield paint(`    ${s}`);
}

function* describeCoordinator({ coordinator: { agent, asked, last } }: ProjectView): Generator<string> {
  if (agent === null) return;
  const now = asked ? "is being asked" : "chooses among what is ready";
  yield `    ${agent} ${now}${last?.outcome === "followed" ? `; its last answer was followed, ${ago(last.secs_ago)} ago` : ""}`;
  if (last !== null && last.outcome !== "followed")
    yield colors.yellow(
      `    its last answer was not followed, ${ago(last.secs_ago)} ago (${last.outcome.replaceAll("_", " ")}): ${last.sentence}`,
    );
}

function* describeSpend({ spend }: ProjectView): Generator<string> {
  const { today, cap_usd, agents } = spend;
  if (today.attempts === 0) return;
  const cap = cap_usd > 0 ? ` of $${cap_usd.toFixed(2)}` : "";
  yield `  spent today (UTC): ${spentWords(today, cap)}`;
  for (const one of agents) yield `    ${one.agent}: ${spentWords(one.today)}`;
}

function spentWords(spent: SpendView, cap = ""): string {
  const held = spent.reserved_usd > 0 ? ` and $${spent.reserved_usd.toFixed(2)} set aside` : "";
  const tokens = spent.tokens > 0 ? `, ${spent.tokens} tokens` : "";
  return `$${spent.usd.toFixed(2)}${cap}${held}, ${count(spent.attempts, "attempt")}, ${count(spent.sessions, "session")}${tokens}`;
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

const ago = (secs: number): string =>
  secs < 120
    ? `${Math.round(secs)} s`
    : secs < 7_200
      ? `${Math.round(secs / 60)} min`
      : `${Math.round(secs / 3_600)} h`;

function stopWords({ scope, name, verb, by, why, since_secs, left }: StopView): string {
  const doing = verb === "pause" ? "paused" : left === 0 ? "drained" : "draining";
  const rest = left === 0 ? "" : `, ${left} still under way`;
  return `${name === "" ? scope : `${scope} ${name}`}: ${doing} by ${by} ${ago(since_secs)} ago${why === "" ? "" : `, ${why}`}${rest}`;
}

function* describeNotices({ notices: { pending, dead, dead_examples } }: ProjectView): Generator<string> {
  if (pending > 0) yield `  notices: ${pending} on their way`;
  if (dead > 0)
    yield `  ${colors.red(`${dead} notices were not delivered`)}: ${dead_examples.map((d) => `"${d.title}" by ${d.notifier} (${d.error})`).join(", ")}. Mended: npm run -s adf -- notify again`;
}

function* describeRecords({ records: r }: ProjectView): Generator<string> {
  if (!r.enabled) return;
  const trouble = r.trouble === null ? "" : `; the log store: ${r.trouble}`;
  yield `  records: ${r.newest} written, ${r.newest - r.sent} waiting, ${r.proved} found in ${r.index}${r.repairs === 0 ? "" : `, ${r.repairs} being sent again`}${trouble}`;
  if (r.dead > 0)
    yield `  ${colors.red(`${r.dead} records are not taken by the index`)}: ${r.dead_examples.map((d) => `${d.seq} (${d.reason})`).join(", ")}. Mended: npm run -s adf -- quickwit apply, then logs --resend`;
}
