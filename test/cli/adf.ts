/** Runs `adf` as a user does: a process of its own, with text on standard input and nothing of a terminal. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

export const PROGRAM = resolve(import.meta.dirname, "../../src/cli/entry.js");

export async function adf(
  args: readonly string[],
  input = "",
  env: Record<string, string> = {},
): Promise<Ran> {
  const began = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  const done = new Promise<number | null>((settle, fail) => child.once("close", settle).once("error", fail));
  // A command that refuses its options ends before it reads; the broken pipe is then not our concern.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [code, out, err] = await Promise.all([done, text(child.stdout), text(child.stderr)]);
  return { code, out, err, ms: performance.now() - began };
}
