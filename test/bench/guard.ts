/**
 * How long one decision takes in process, on every fourth labelled command of the tests, beside cc-safety-net on the same commands
 * in the same run; and how many of them each answers as they are labelled. The labels are ours, and so are the rules
 * behind them: what the other does not set out to refuse counts as a difference, not as a fault.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCommand } from "cc-safety-net/api";
import { judge } from "../../src/core/guard/index.ts";
import { corpus, place } from "../core/guard/corpus.ts";
import { percentile } from "./figures.ts";
import { hookLines } from "./hook.ts";

const ROUNDS = 3;

export async function run(): Promise<void> {
  const all = corpus().filter((_, i) => i % 4 === 0);
  // The other one looks at the folder itself, so it gets one that is there.
  const cwd = mkdtempSync(join(tmpdir(), "adf-bench-"));
  const sides: Readonly<Record<string, (command: string) => string>> = {
    "adf guard": (command) => judge(command, place()).decision,
    "cc-safety-net": (command) => checkCommand({ command, cwd }).kind,
  };
  const out: string[] = [
    `${all.length} commands, ${ROUNDS} rounds after one to warm up, the best of them for each command`,
  ];
  for (const [name, decide] of Object.entries(sides)) {
    // The best of several rounds for each command: a slice that the system gives to somebody else is no decision.
    const times = all.map(() => Number.POSITIVE_INFINITY);
    let as = { deny: 0, allow: 0 };
    for (let round = 0; round <= ROUNDS; round += 1) {
      as = { deny: 0, allow: 0 };
      for (const [i, { command, label }] of all.entries()) {
        const from = performance.now();
        const decision = decide(command);
        if (round > 0) times[i] = Math.min(times[i] ?? 0, performance.now() - from);
        if (decision === label) as[label] += 1;
      }
    }
    const of = (label: string) => all.filter((one) => one.label === label).length;
    out.push(
      `${name.padEnd(16)} p50 ${percentile(times, 50).toFixed(3)} ms   p99 ${percentile(times, 99).toFixed(3)} ms   max ${Math.max(...times).toFixed(1)} ms   refused ${as.deny} of ${of("deny")}   let through ${as.allow} of ${of("allow")}`,
    );
  }
  rmSync(cwd, { recursive: true });
  out.push(...(await hookLines()));
  process.stdout.write(`${out.join("\n")}\n`);
}
