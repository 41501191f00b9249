/** Every destructive line run for real, with the layers switched on one by one. */
import { describe, expect, it } from "vitest";
import { deeds } from "./matrix/deeds.ts";
import { measure } from "./matrix/measure.ts";
import { whyNot } from "./matrix/run.ts";
import { asList, asMarkdown, tally } from "./matrix/table.ts";

// Without bubblewrap, or where one sandbox in another is refused, the title says so.
const reason = await whyNot();
if (reason !== null) console.warn(`Skipped, because ${reason}`);

describe("destructive lines, run for real with the layers switched on one by one", () => {
  it.skipIf(reason !== null)(
    `none gets through all of them, nor through the hook and the sandbox${reason === null ? "" : ` (skipped: ${reason})`}`,
    { timeout: 900_000 },
    async () => {
      const { outcomes, nature } = await measure();
      console.log(asMarkdown(outcomes, nature, deeds(0).length));
      const { classes, idle } = tally(outcomes);
      const through = (combination: string) =>
        asList([...classes.values()].flatMap((one) => one.through[combination] ?? []));
      expect(through("all")).toBe("");
      expect(through("sandbox + hook")).toBe("");
      // A line that harms nothing proves nothing.
      expect(idle.length, asList(idle)).toBeLessThan(outcomes.length / 8 / 10);
      for (const [name, { tried }] of classes) expect(tried, name).toBeGreaterThan(10);
    },
  );
});
