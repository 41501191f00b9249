import { describe, expect, it } from "vitest";
import { judge } from "../../../src/core/guard/index.ts";
import { corpus, place } from "./corpus.ts";
import { fuzzed } from "./fuzz.ts";

const FULL = process.env.ADF_FULL === "1";
const COUNT = FULL ? 200_000 : 3_000;
const SEED = 20_261_122;

describe("random and mutated lines", () => {
  it(`never make it throw, fail inside or take long (${COUNT} lines, seed ${SEED})`, () => {
    const known = corpus().map(({ command }) => command);
    const failed: string[] = [];
    let slowest = { ms: 0, line: "" };
    for (const line of fuzzed(COUNT, SEED, known)) {
      const from = performance.now();
      const { rule } = judge(line, place());
      const ms = performance.now() - from;
      if (ms > slowest.ms) slowest = { ms, line };
      if (rule === "shell.internal") failed.push(line);
    }
    console.log(`slowest of ${COUNT}: ${slowest.ms.toFixed(1)} ms for ${slowest.line.length} characters`);
    expect(failed).toEqual([]);
    // A hang, not a busy machine: the usual line takes a tenth of a millisecond.
    expect(slowest.ms, slowest.line).toBeLessThan(5_000);
  }, 1_200_000);

  // Each of them took from seconds to minutes, at less than half of the longest line that is judged.
  const runs: ReadonlyArray<readonly [string, (n: number) => string]> = [
    ["blanks in code", (n) => `node -e 'p${" ".repeat(n)}x'`],
    ["a word in code", (n) => `node -e '${"x".repeat(n)}'`],
    ["calls inside calls", (n) => `python3 -c 'import requests; ${"requests.post(".repeat(n / 14)}'`],
    ["arguments of a deletion", (n) => `node -e 'rmSync(x${", x".repeat(n / 3)})'`],
    ["words in awk", (n) => `awk '{print ${"a ".repeat(n / 2)}"x"}' x`],
    ["blanks in SQL", (n) => `sqlite3 x.db 'vacuum${" ".repeat(n)}x'`],
    ["blanks in options of curl", (n) => `curl -K - <<'E'\na${" ".repeat(n)}"x"y\nE`],
    ["letters in a list of names", (n) => `node -e 'import {0${"ass".repeat(n / 3)}!} from "fs"'`],
    ["programs started inside programs", (n) => `python3 -c '${'os.system("ls"+'.repeat(n / 15)}'`],
    ["blanks in sed", (n) => `sed '${" ".repeat(n)}x' y`],
    ["targets in a Makefile", (n) => `make -f - <<'E'\n${"x ".repeat(n / 2)}:\nE`],
    ["letters in a justfile", (n) => `just -f - <<'E'\n${"-".repeat(n)}\nE`],
    ["empty lines in SQL", (n) => `sqlite3 x.db <<'E'\n${"\n".repeat(n)}x\nE`],
    ["lines of a compose file", (n) => `docker compose -f - up <<'E'\n${"\n".repeat(n)}x\nE`],
  ];

  it.each(runs)("take no second over a run of one thing: %s", (_, make) => {
    const from = process.cpuUsage();
    judge(make(49_152), place());
    const { user, system } = process.cpuUsage(from);
    expect((user + system) / 1_000_000).toBeLessThan(1);
  });

  const shapes: ReadonlyArray<readonly [string, (n: number) => string]> = [
    ["one here document", (n) => `cat <<'EOF' > notes.md\n${"rm -rf / is bad\n".repeat(n / 16)}EOF`],
    ["many commands", (n) => "echo a b c; ".repeat(n / 12)],
    ["many words", (n) => `rm ${"dist/a ".repeat(n / 7)}`],
    ["one long pipeline", (n) => `cat x${" | grep abc".repeat(n / 11)}`],
    ["one long word", (n) => `echo ${"x".repeat(n)}`],
    [
      "many assignments",
      (n) =>
        Array.from({ length: n / 14 }, (_, i) => `v${i % 50}=abc$HOME;`)
          .join(" ")
          .slice(0, n),
    ],
    ["many chains", (n) => `a=1${" && b=2 && ls || c".repeat(n / 18)}`],
    ["code of a script", (n) => `python3 -c '${'print(1, "a")\n'.repeat(n / 14)}'`],
    ["quotes", (n) => `echo ${`"a"'b' `.repeat(n / 7)}`],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell that fills it in
    ["expansions", (n) => `X=abc; echo ${"${X%c} ".repeat(n / 8)}`],
  ];

  it.each(FULL ? shapes : shapes.slice(0, 3))(
    "take eight times as long for eight times the text, not more than twelve times: %s",
    (_, make) => {
      // Processor time, the least of several: what other processes do on the machine is not the guard's.
      const least = (text: string, rounds: number) => {
        let best = Number.POSITIVE_INFINITY;
        for (let i = 0; i < 5; i += 1) {
          const from = process.cpuUsage();
          for (let n = 0; n < rounds; n += 1) judge(text, place());
          const { user, system } = process.cpuUsage(from);
          best = Math.min(best, (user + system) / rounds);
        }
        return best;
      };
      const [small, large] = [make(8_192), make(65_536)];
      least(small, 5);
      // Three chances against what else the processor does: it is the text's length that must not cost more.
      let ratio = Number.POSITIVE_INFINITY;
      for (let chance = 0; chance < 3 && ratio > 12; chance += 1)
        ratio = Math.min(ratio, least(large, 2) / least(small, 16));
      console.log(`64 KB cost ${ratio.toFixed(1)} times 8 KB`);
      expect(ratio).toBeLessThanOrEqual(12);
    },
  );
});
