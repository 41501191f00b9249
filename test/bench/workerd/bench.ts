/** Times pieces of work in workerd against one another, in turns, so that a busy moment of the machine falls on all. */
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { percentile } from "../figures.ts";

export interface Rival {
  readonly what: string;
  /** How often a request does the work, so that the request itself does not count. */
  readonly n: number;
}

/** Medians in milliseconds for one piece of work, by name. */
export async function compare(
  size: number,
  rivals: readonly Rival[],
  rounds: number,
): Promise<Map<string, number>> {
  const { outputFiles } = await build({
    entryPoints: [new URL("entry.ts", import.meta.url).pathname],
    bundle: true,
    format: "esm",
    target: "es2024",
    write: false,
  });
  const mf = new Miniflare(
    convertV4MiniflareOptions({
      name: "bench",
      modules: true,
      script: outputFiles[0]?.text ?? "",
      compatibilityDate: "2026-10-01",
      cf: false,
    }),
  );
  try {
    const base = await mf.ready;
    const time = async (what: string, n: number): Promise<number> => {
      const url = new URL(`/?${new URLSearchParams({ what, size: String(size), n: String(n) })}`, base);
      const began = performance.now();
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(`${what}: ${await answer.text()}`);
      await answer.text();
      return performance.now() - began;
    };
    const times = new Map<string, number[]>(rivals.map(({ what }) => [what, []]));
    for (const { what } of rivals) await time(what, 2);
    for (let round = 0; round < rounds; round++) {
      for (const { what, n } of rivals) {
        const idle = await time("nothing", 1);
        times.get(what)?.push(((await time(what, n)) - idle) / n);
      }
    }
    return new Map([...times].map(([what, all]) => [what, percentile(all, 50)]));
  } finally {
    await mf.dispose();
  }
}

export function show(title: string, medians: ReadonlyMap<string, number>, against: string): void {
  const own = medians.get(against) ?? Number.NaN;
  console.log(title);
  for (const [what, ms] of medians) {
    const ratio = what === against ? "" : `   ${(ms / own).toFixed(2)} × the time of ${against}`;
    console.log(`  ${what.padEnd(22)} ${ms.toFixed(2).padStart(9)} ms${ratio}`);
  }
}
