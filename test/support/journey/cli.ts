/** `adf start` as a person runs it: a child process, marked so that everything it started can be found. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openHome } from "../../../src/local/factory/home.ts";
import { SAMPLE_PATH, type Sample, seedSample } from "../../../src/local/factory/sample.ts";
import { startForge } from "../../../src/local/forge/server.ts";
import type { SampleIssue } from "../../../src/local/sample/issues.ts";
import { until } from "./journal.ts";
import { processesWith } from "./processes.ts";

export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  /** In the environment of every process that this start began. */
  readonly mark: string;
  output(): string;
  /** Resolves when this was printed. */
  said(text: string | RegExp, secs?: number): Promise<void>;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const ENTRY = fileURLToPath(new URL("../../../src/cli/entry.js", import.meta.url));

export const adfStart = (...args: string[]): Started => adfStartIn({}, ...args);

/** `env`: over that of this process. */
export function adfStartIn(env: Readonly<Record<string, string>>, ...args: string[]): Started {
  const mark = `journey-${randomUUID()}`;
  const child = spawn(process.execPath, [ENTRY, "start", ...args], {
    env: { ...process.env, ...env, ADF_TEST_MARK: mark, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  const ended: Started["ended"] = new Promise((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal })),
  );
  const found = (wanted: string | RegExp) =>
    typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);
  return {
    child,
    pid: child.pid ?? 0,
    mark,
    output: () => text,
    said: async (wanted, secs = 60) => {
      await until(
        () => found(wanted) || child.exitCode !== null,
        () => `${wanted} was not printed:\n${text}`,
        secs,
      );
      if (!found(wanted)) throw new Error(`adf ended before it said ${wanted}:\n${text}`);
    },
    ended,
  };
}

/** Resolves when nothing that a start began is alive, below its folder or by its mark. */
export const nothingLeft = (...marks: string[]): Promise<unknown> =>
  until(
    () => marks.every((mark) => processesWith(mark).length === 0),
    () => `left running: ${JSON.stringify(marks.flatMap(processesWith))}`,
    15,
  );

const SHELLS: readonly SampleIssue[] = [
  {
    key: "count",
    title: "The first shell is not counted",
    body: "`count([2, 3, 4])` is 7 and should be 9. `test/count.test.js` shows it.",
    author: "owner",
    labels: ["bug"],
    dependsOn: [],
  },
  {
    key: "empty",
    title: "A bag of shells is empty when it is full",
    body: "`isEmpty([])` is false. `test/empty.test.js` shows it.",
    author: "owner",
    labels: ["bug"],
    dependsOn: ["count"],
  },
];

/** A state folder with a small broken library in place of the sample, as a first start would have left it. */
export async function prepareState(dir: string): Promise<void> {
  const home = await openHome(dir, "embedded", false, { forge: 0, worker: 0 });
  if (!home.ok) throw new Error(home.error.why);
  const sample: Sample = {
    path: SAMPLE_PATH,
    files: fileURLToPath(new URL("./broken", import.meta.url)),
    description: "For journeys",
    issues: SHELLS,
  };
  const forge = await startForge({ dir: join(dir, "forge"), port: await home.value.port("forge") });
  const { tokens } = await seedSample(forge, sample);
  home.value.save({ tokens: { ...tokens }, seeded: true });
  await forge.close();
  home.value.release();
}
