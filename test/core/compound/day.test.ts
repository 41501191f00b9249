/** What is read of a day, what is left out with a reason, and which groups look at it. */
import { describe, expect, it } from "vitest";
import type { AgentConfig } from "../../../src/contract/config.ts";
import { readingOf } from "../../../src/core/compound/day.ts";
import { groupsFor, isVisual, reviewersOf } from "../../../src/core/compound/group.ts";

const day = (files: readonly string[], cut: string | null = null, sizes = {}) => ({
  sizes,
  base: "a".repeat(40),
  head: "b".repeat(40),
  commits: 3,
  files,
  cut,
});

const bounds = (max_files = 100, max_bytes = 1_000) => ({ max_files, max_bytes });

describe("the reading of a day", () => {
  it("is bounded by what the files hold together, and names what does not fit", () => {
    const sizes = { "a.ts": 600, "huge.ts": 5_000, "b.ts": 400, "c.ts": 1, "package-lock.json": 9_000 };
    const files = ["package-lock.json", "a.ts", "huge.ts", "b.ts", "c.ts", "gone.ts"];
    expect(readingOf(day(files, null, sizes), bounds(2))).toEqual({
      files: ["a.ts", "b.ts"],
      left_out: [
        "generated, 1 file: package-lock.json",
        "beyond 1000 bytes in all, 2 files: huge.ts, c.ts",
        "beyond the first 2 files, 1 file: gone.ts",
      ],
    });
  });

  it("leaves out what nobody wrote and what is too much, and says so", () => {
    const made = [
      "package-lock.json",
      "web/yarn.lock",
      "dist/app.js",
      "lib/x.min.css",
      "a/vendor/b.go",
      "go.sum",
    ];
    const { files, left_out } = readingOf(
      day([...made, "a.ts", "b.ts", "c.ts"], "the older half"),
      bounds(2),
    );
    expect(files).toEqual(["a.ts", "b.ts"]);
    expect(left_out).toEqual([
      "the older half",
      "generated, 6 files: package-lock.json, web/yarn.lock, dist/app.js, lib/x.min.css, a/vendor/b.go and 1 more",
      "beyond the first 2 files, 1 file: c.ts",
    ]);
  });

  it("leaves out nothing of a small one", () => {
    expect(readingOf(day(["src/distance.ts", "vendors.ts"]), bounds())).toEqual({
      files: ["src/distance.ts", "vendors.ts"],
      left_out: [],
    });
  });
});

describe("the groups", () => {
  it("look at every day; design where something is seen", () => {
    const skipped = (files: string[]) =>
      groupsFor(files).flatMap((g) => (g.skipped === null ? [] : [g.group]));
    expect(skipped(["src/a.ts"])).toEqual(["design"]);
    expect(skipped(["src/a.ts", "public/Logo.SVG"])).toEqual([]);
    expect(["a.css", "b.html", "c.tsx", "d.png", "e.vue"].every(isVisual)).toBe(true);
    expect(["a.ts", "html.ts", "svg/a.go", "b.md"].some(isVisual)).toBe(false);
  });

  it("are of the enabled reviewers, else of the gates, else of nobody", () => {
    const agent = (name: string, role: string, enabled = true) => ({ name, role, enabled }) as AgentConfig;
    const names = (agents: AgentConfig[]) => reviewersOf(agents, ["qa-one"]).map((a) => a.name);
    const qa = agent("qa-one", "qa");
    expect(names([agent("one", "reviewer"), qa, agent("two", "reviewer")])).toEqual(["one", "two"]);
    expect(names([agent("one", "reviewer", false), qa])).toEqual(["qa-one"]);
    expect(names([agent("dev", "developer")])).toEqual([]);
  });
});
