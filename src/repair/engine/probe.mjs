/** Block coverage of this very process, taken between tests through V8's own profiler. */
import { Session } from "node:inspector";

/** @import { Range, Ranges } from "./wire.ts" */

/**
 * `reset` forgets, `take` answers with what ran since the last call, by file below the root.
 *
 * @typedef {{ reset(): void, take(): Ranges }} CoverageProbe
 */

/**
 * @param {string} inside URL of the root, with a slash at its end
 * @returns {CoverageProbe}
 */
export function startProbe(inside) {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const take = () => {
    /** @type {Record<string, Range[]>} */
    const files = {};
    session.post("Profiler.takePreciseCoverage", (error, profile) => {
      if (error !== null) throw error;
      for (const script of profile.result) {
        if (!script.url.startsWith(inside) || script.url.includes("/node_modules/")) continue;
        /** @type {Range[]} */
        const ranges = script.functions.flatMap((fn) =>
          fn.ranges.map((range) => /** @type {Range} */ ([range.startOffset, range.endOffset, range.count])),
        );
        const path = decodeURIComponent(script.url.slice(inside.length).replace(/\?adf=.*$/, ""));
        if (ranges.some(([, , count]) => count > 0)) files[path] = [...(files[path] ?? []), ...ranges];
      }
    });
    return files;
  };
  return { reset: () => void take(), take };
}
