/** What it costs to start a command: `adf route --help` and one whole answer, beside a Node that does nothing. All in turn. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { percentile, row } from "./figures.ts";

const ROUNDS = 30;
const ADF = resolve(import.meta.dirname, "../../src/cli/entry.js");
const BARE = "node -e 0";
const SIDES: Readonly<Record<string, readonly string[]>> = {
  [BARE]: ["-e", "0"],
  "adf route --help": [ADF, "route", "--help"],
  'adf route "fix the deadlock"': [ADF, "route", "fix the deadlock"],
};

export async function run(): Promise<void> {
  const times = new Map<string, number[]>(Object.keys(SIDES).map((name) => [name, []]));
  // The first rounds fill the compile cache, as a user's first command does.
  for (let round = -3; round < ROUNDS; round += 1) {
    for (const [name, args] of Object.entries(SIDES)) {
      const took = await timed(args);
      if (round >= 0) times.get(name)?.push(took);
    }
  }
  const bare = percentile(times.get(BARE) ?? [], 50);
  for (const [name, list] of times) {
    const ratio = percentile(list, 50) / bare;
    process.stdout.write(`${row(name, list)}   ${ratio.toFixed(1)} times ${BARE}\n`);
  }
}

function timed(args: readonly string[]): Promise<number> {
  const from = performance.now();
  return new Promise((settle, fail) => {
    const child = spawn(process.execPath, args, { stdio: "ignore" });
    child.once("error", fail);
    child.once("close", (code) =>
      code === 0 ? settle(performance.now() - from) : fail(new Error(`${args.join(" ")} ended with ${code}`)),
    );
  });
}
