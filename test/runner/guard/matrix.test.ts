/** A few of the destructive lines run for real, one of each class; all of them in the full tests. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deeds } from "./matrix/deeds.ts";
import { tryAll } from "./matrix/measure.ts";
import { REPOSITORY } from "./matrix/outer.ts";
import { whyNot } from "./matrix/run.ts";
import { asList } from "./matrix/table.ts";

// Without bubblewrap, or where one sandbox in another is refused, the title says so.
const reason = await whyNot();
if (reason !== null) console.warn(`Skipped, because ${reason}`);
const all = deeds(0);
const firstOfEach = all.filter((deed, i) => deed.class !== all[i - 1]?.class);

describe("destructive lines, run for real", () => {
  it.skipIf(reason !== null)(
    `do their harm with no layer on, and none with all${reason === null ? "" : ` (skipped: ${reason})`}`,
    async () => {
      const outcomes = await tryAll(firstOfEach, ["none", "all"]);
      const bare = outcomes.filter(({ combination }) => combination === "none");
      expect(asList(bare.filter(({ harm }) => harm.length === 0))).toBe("");
      expect(asList(outcomes.filter((one) => one.combination === "all" && one.harm.length > 0))).toBe("");
    },
  );

  it("are as many as the page of the guard says", () => {
    const page = readFileSync(join(REPOSITORY, "docs/guard.md"), "utf8");
    expect(page).toContain(`\n${all.length} destructive lines, `);
  });
});
