/**
 * A whole factory for one journey: embedded forge, real workerd, a real runner process and real git, in a folder of
 * its own, with scripted agents in place of adf-repair. Everything is stopped and removed at the end.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mode } from "../../../src/contract/config.ts";
import type { ProjectView, WorkItemView } from "../../../src/contract/state.ts";
import type { LocalLimits } from "../../../src/local/factory/configuration.ts";
import {
  type Factory,
  type OwnForge,
  type SampleProject,
  startFactory,
} from "../../../src/local/factory/factory.ts";
import { type Home, openHome } from "../../../src/local/factory/home.ts";
import type { Sample } from "../../../src/local/factory/sample.ts";
import type { SampleIssue } from "../../../src/local/sample/issues.ts";
import type { AgentEntry } from "../../../src/runner/agents/command.ts";
import { type Looker, looker } from "./forge.ts";
import { createJournal, type Journal, type Line, tail, until } from "./journal.ts";
import { processesWith } from "./processes.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

type Agents = Readonly<Record<string, AgentEntry>>;

export interface Asked {
  readonly issues: readonly SampleIssue[];
  /** More projects than the one of `issues`, on the same forge and for the same runner. */
  readonly first?: Omit<SampleProject, "sample">;
  readonly beside?: readonly SampleProject[];
  readonly limits?: LocalLimits;
  readonly mode?: Mode;
  readonly capacity?: number;
  readonly cadence_secs?: number;
  /** The agent CLIs of the runner, in place of the scripted one. */
  readonly agents?: Agents | ((notes: string) => Agents);
  /**
   * With a sandbox around each agent. Otherwise none: the scripted agents keep a journal outside of their jobs, which they then
   * cannot reach, and the hostile one shows what it gets without.
   */
  readonly fenced?: boolean;
  /** A real forge, prepared by the test; the embedded one when left out. */
  readonly own?: OwnForge;
}

export interface Journey {
  readonly dir: string;
  readonly notes: string;
  readonly home: Home;
  readonly factory: Factory;
  readonly worker: Journal;
  readonly runner: Journal;
  /** As the owner of the repository. */
  readonly owner: Looker;
  project(): Promise<ProjectView>;
  /** What the agents noted. */
  played(match?: Partial<Line>): Line[];
  /** Lets the agent that waits on an issue go on. */
  go(issue: number): void;
  /** Files an issue as the owner, to be played like this; answers its number. */
  file(plays: string): Promise<number>;
  /** The newest work item of an issue. */
  item(issue: number): Promise<WorkItemView>;
  settled(secs?: number): Promise<ProjectView>;
  /** Stops the factory and starts it again on the same folder, as the next `npm start` does. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const issue = (key: string, plays: string, rest: Partial<SampleIssue> = {}): SampleIssue => ({
  key,
  title: `A note about ${key}`,
  body: `Please write it.\n\n${plays
    .split(" ")
    .filter((play) => play !== "")
    .map((play) => `Play: ${play}`)
    .join("\n")}`,
  author: "owner",
  labels: [],
  dependsOn: [],
  ...rest,
});

export const sampleOf = (issues: readonly SampleIssue[], path = "owner/pebbles"): Sample => ({
  path,
  files: here("./repo"),
  description: "For journeys",
  issues,
});

export function scripted(notes: string): Record<string, AgentEntry> {
  const words = ["role", "kind", "issue", "job"].flatMap((word) => [`--${word}`, `{${word}}`]);
  const argv = [
    process.execPath,
    here("./agents/agent.mjs"),
    ...words,
    "--prompt",
    "{prompt_file}",
    "--notes",
    notes,
  ];
  return { "adf-repair": { argv, version: "scripted" } };
}

export async function startJourney(asked: Asked): Promise<Journey> {
  const dir = mkdtempSync(join(tmpdir(), "adf-journey-"));
  const notes = join(dir, "notes");
  const worker = createJournal();
  const runner = createJournal();
  mkdirSync(notes);
  const start = async () => {
    const forge = asked.own === undefined ? "embedded" : asked.own.url;
    const home = await openHome(join(dir, "state"), forge, false, { forge: 0, worker: 0 });
    if (!home.ok) throw new Error(home.error.why);
    try {
      const factory = await startFactory({
        home: home.value,
        own: asked.own ?? null,
        samples: [{ sample: sampleOf(asked.issues), ...asked.first }, ...(asked.beside ?? [])],
        agents:
          typeof asked.agents === "function"
            ? asked.agents(notes)
            : (asked.agents ?? scripted(asked.fenced === true ? "/tmp" : notes)),
        mode: asked.mode ?? "auto",
        capacity: asked.capacity ?? 2,
        sandbox: asked.fenced === true ? "require" : "off",
        cadence_secs: asked.cadence_secs ?? 1,
        limits: { stall_secs: 30, ...asked.limits },
        onLog: worker.add,
        onRunnerLog: runner.add,
      });
      return { home: home.value, factory };
    } catch (error) {
      home.value.release();
      throw error;
    }
  };
  let at: Awaited<ReturnType<typeof start>>;
  try {
    at = await start();
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
  const stop = async () => {
    await at.factory.stop();
    at.home.release();
  };
  const played: Journey["played"] = (match = {}) => {
    const file = join(notes, "journal.ndjson");
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8")
      .split("\n")
      .filter((l) => l !== "");
    return lines
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => Object.entries(match).every(([k, v]) => line[k] === v));
  };
  const journey: Journey = {
    dir,
    notes,
    get home() {
      return at.home;
    },
    get factory() {
      return at.factory;
    },
    worker,
    runner,
    get owner() {
      const own = asked.own?.tokens;
      const token = own?.owner ?? own?.coordinator ?? at.home.settings.tokens.owner ?? "";
      return looker(at.factory.forge_url, at.factory.repo, token);
    },
    async project() {
      const [project] = (await at.factory.state()).projects;
      if (project === undefined) throw new Error("the Worker shows no project");
      return project;
    },
    played,
    go: (number) => writeFileSync(join(notes, `go-${number}`), ""),
    async file(plays) {
      const { title, body } = issue("what was filed later", plays);
      return (await journey.owner.send("POST", "/issues", { title, body })).json.number;
    },
    async item(number) {
      const found = (await journey.project()).work_items.find((i) => i.issue === number);
      if (found === undefined) throw new Error(`#${number} has no work item`);
      return found;
    },
    settled: (secs = 60) =>
      until(
        async () => {
          const project = await journey.project();
          return project.settled && project.effects.pending === 0 ? project : null;
        },
        () => `the factory did not settle:\n${tail(worker.lines)}\n${tail(runner.lines.slice(-5))}`,
        secs,
      ),
    async restart() {
      await stop();
      at = await start();
    },
    async close() {
      await stop();
      const left = processesWith(dir);
      rmSync(dir, { recursive: true, force: true });
      if (left.length > 0) throw new Error(`left running: ${JSON.stringify(left)}`);
    },
  };
  return journey;
}
