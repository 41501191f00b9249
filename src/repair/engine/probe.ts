/** Block coverage of this very process, taken between tests through V8's own profiler. */
import { Session } from "node:inspector";
import type { Range, Ranges } from "./wire.ts";

export interface CoverageProbe {
  reset(): void;
  /** What ran since the last call, by file below the root. */
  take(): Ranges;
}

interface Profile {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { startOffset: number; endOffset: number; count: number }[];
    }[];
  }[];
}

export function startProbe(inside: string): CoverageProbe {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const take = (): Ranges => {
    const files: Record<string, Range[]> = {};
    session.post("Profiler.takePreciseCoverage", (error, profile) => {
      if (error !== null) throw error;
      for (const script of (profile as unknown as Profile).result) {
        if (!script.url.startsWith(inside) || script.url.includes("/node_modules/")) continue;
        const ranges = script.functions.flatMap((fn) =>
          fn.ranges.map((range): Range => [range.startOffset, range.endOffset, range.count]),
        );
        const path = decodeURIComponent(script.url.slice(inside.length).replace(/\?adf=.*$/, ""));
        if (ranges.some(([, , count]) => count > 0)) files[path] = [...(files[path] ?? []), ...ranges];
      }
    });
    return files;
  };
  return { reset: () => void take(), take };
}
