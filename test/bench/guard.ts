/**
 * How long one decision takes in process, on the labelled commands of the tests, beside cc-safety-net on the same commands
 * in the same run; and how many of them each answers as they are labelled. The labels are ours, and so are the rules
 * behind them: what the other does not set out to refuse counts as a difference, not as a fault.
 */
import { checkCommand } from "cc-safety-net/api";
import { judge } from "../../src/core/guard/index.ts";
import { corpus, place } from "../core/guard/corpus.ts";
import { percentile } from "./figures.ts";

const ROUNDS = 5;

export function run(): Promise<void> {
  const all = corpus();
  const { cwd } = place();
  const sides: Readonly<Record<string, (command: string) => string>> = {
    "adf guard": (command) => judge(command, place()).decision,
    "cc-safety-net": (command) => checkCommand({ command, cwd }).kind,
  };
  const out: string[] = [`${all.length} commands, ${ROUNDS} rounds after one to warm up`];
  for (const [name, decide] of Object.entries(sides)) {
    const times: number[] = [];
    let as = { deny: 0, allow: 0 };
    for (let round = 0; round <= ROUNDS; round += 1) {
      as = { deny: 0, allow: 0 };
      for (const { command, label } of all) {
        const from = performance.now();
        const decision = decide(command);
        if (round > 0) times.push(performance.now() - from);
        if (decision === label) as[label] += 1;
      }
    }
    const of = (label: string) => all.filter((one) => one.label === label).length;
    out.push(
      `${name.padEnd(16)} p50 ${percentile(times, 50).toFixed(3)} ms   p99 ${percentile(times, 99).toFixed(3)} ms   max ${Math.max(...times).toFixed(1)} ms   refused ${as.deny} of ${of("deny")}   let through ${as.allow} of ${of("allow")}`,
    );
  }
  process.stdout.write(`${out.join("\n")}\n`);
  return Promise.resolve();
}
