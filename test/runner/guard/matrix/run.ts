/** Runs trials in several outer sandboxes side by side. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Outcome, Trial } from "./layers.ts";
import { outerSandbox } from "./outer.ts";

const DRIVER = [process.execPath, join(import.meta.dirname, "inside.ts")];

/** Why this machine cannot run them; null where it can. */
export async function whyNot(): Promise<string | null> {
  const argv = outerSandbox(["/bin/true"]);
  if (argv === null) return "there is no bubblewrap here (or, for root, no setpriv)";
  const inner = [
    "/usr/bin/bwrap",
    "--dev-bind",
    "/",
    "/",
    "--unshare-user",
    "--unshare-pid",
    "--proc",
    "/proc",
    "--",
    process.execPath,
    "-e",
    "0",
  ];
  const [program = "", ...args] = outerSandbox(inner) ?? [];
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code) =>
      resolve(code === 0 ? null : `one sandbox in another cannot be had here: ${said.trim()}`),
    );
  });
}

/** `trials`: those of one line stand together, and one sandbox runs them. */
export async function runTrials(
  trials: ReadonlyArray<readonly Trial[]>,
  workers: number,
): Promise<readonly Outcome[]> {
  const waiting = [...trials];
  const done: Outcome[] = [];
  await Promise.all(Array.from({ length: Math.min(workers, trials.length) }, () => work(waiting, done)));
  return done;
}

/** One sandbox, which is given the next line when it has answered for the last. */
function work(waiting: Array<readonly Trial[]>, done: Outcome[]): Promise<void> {
  const [program = "", ...args] = outerSandbox(DRIVER) ?? [];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    let said = "";
    let own: Trial[] = [];
    let open: Trial | undefined;
    const next = () => {
      if (own.length === 0) own = [...(waiting.shift() ?? [])];
      open = own.shift();
      if (open === undefined) child.stdin.end();
      else child.stdin.write(`${JSON.stringify(open)}\n`);
    };
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      done.push(JSON.parse(line) as Outcome);
      next();
    });
    child.on("error", reject);
    child.on("close", () => {
      if (open === undefined) resolve();
      else reject(new Error(`the driver ended at ${JSON.stringify(open)}: ${said}`));
    });
    next();
  });
}
