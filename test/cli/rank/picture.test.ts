import { describe, expect, it } from "vitest";
import { BOX, layOut } from "../../../src/cli/rank/picture/layout.ts";
import { picture } from "../../../src/cli/rank/picture/picture.ts";
import { cut } from "../../../src/cli/rank/picture/words.ts";
import { type NamedIssue, viewRanking } from "../../../src/core/ranking/view.ts";
import fc from "../../support/fast-check.ts";

const issue = (number: number, more: Partial<NamedIssue> = {}): NamedIssue => ({
  number,
  title: `Issue ${number}`,
  state: "open",
  is_pull: false,
  labels: [],
  created_at: number,
  held_by: null,
  worked_by: null,
  ...more,
});
const dep = (issue: number | string, blocked_by: number | string) => ({ issue, blocked_by });
const draw = (issues: NamedIssue[], deps: ReturnType<typeof dep>[] = [], closed = false) =>
  picture(viewRanking(issues, deps), { title: "tides", closed });
const red = (svg: string) => svg.split("\n").filter((line) => line.includes('marker-end="url(#tip-cycle)"'));

describe("the picture of a ranking", () => {
  it("of nothing says so, and of one issue shows it", () => {
    expect(draw([]).svg).toContain("There is no open issue.");
    const { svg, shown } = draw([issue(1)]);
    expect(shown).toBe(1);
    expect(svg).toContain(">1. ready · 100.0 %</text>");
  });

  it("shows standing, rank and place of each, an arrow for each dependency, and cycles in red", () => {
    const { svg } = draw(
      [
        issue(1),
        issue(2),
        issue(3),
        issue(4),
        issue(5, { held_by: "the label held" }),
        issue(6, { worked_by: "developer" }),
      ],
      [dep(2, 1), dep(3, 4), dep(4, 3), dep(2, "other/repo#9")],
    );
    for (const word of ["ready 1", "in work 1", "blocked 3", "held 1", "elsewhere 1", "a cycle"])
      expect(svg).toContain(`>${word}</text>`);
    expect(svg).toContain("#5 Issue 5 held, held by the label held</title>");
    expect(svg).toContain("#6 Issue 6 in work, by developer</title>");
    expect(svg).toContain(">other/repo#9</text>");
    expect(svg.match(/marker-end/g)).toHaveLength(4);
    expect(red(svg)).toHaveLength(2);
  });

  it("leaves out what is closed and tied to nothing open, unless asked", () => {
    const issues = [issue(1), ...[2, 3, 4].map((n) => issue(n, { state: "closed" }))];
    const deps = [dep(1, 2), dep(3, 4)];
    expect(draw(issues, deps)).toMatchObject({ shown: 2, hidden: 2 });
    expect(draw(issues, deps, true)).toMatchObject({ shown: 4, hidden: 0 });
  });

  it("is well-formed whatever a title says, and nothing of it becomes markup", () => {
    const tags = (text: string) => text.replaceAll(/>[^<]*</g, "><");
    const frame = tags(draw([issue(1, { title: "x", held_by: "x" })]).svg);
    const nasty = fc
      .array(fc.constantFrom("<", ">", "&", '"', "'", "]]>", "-->", "\0", "\x1b[2J", "\u202e", "\ud800", "a"))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        fc.oneof(
          nasty,
          fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((n) => String.fromCharCode(n)) }),
        ),
        (title) => {
          const { svg } = draw([issue(1, { title, held_by: title })]);
          // The line ends of the file itself are its only control characters.
          const odd = /[\p{Cc}\u202a-\u202e\u2066-\u2069]|&(?!amp;|lt;|gt;|quot;|#39;)/u;
          return svg.isWellFormed() && !odd.test(svg.replaceAll("\n", "")) && tags(svg) === frame;
        },
      ),
      { numRuns: 60 },
    );
  });

  it("cuts a title at a whole character, wide ones counting twice", () => {
    expect(cut("連続する潮汐", 7)).toBe("連続す…");
    expect(cut("👩‍👩‍👧‍👦 family", 4)).toBe("👩‍👩‍👧‍👦 …");
    expect(cut("exactly", 7)).toBe("exactly");
  });

  it("puts 500 issues where no two boxes overlap, within the picture", () => {
    // Stars of 2 to 22 issues, so that groups of different height stand in one row; then single ones.
    const stars = Array.from({ length: 21 }, (_, n) => Array.from({ length: n + 2 }, (_, i) => `${n}.${i}`));
    const single = Array.from({ length: 500 - stars.flat().length }, (_, i) => String(i));
    const lines = stars.flatMap(([center = "", ...rays]) => rays.map((ray) => [center, ray] as const));
    const refs = [...stars.flat(), ...single];
    const { boxes, width, height } = layOut(refs, lines);
    const all = [...boxes.values()];
    expect(all).toHaveLength(500);
    for (const [i, a] of all.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(-1);
      expect(a.x + BOX.width).toBeLessThanOrEqual(width + 1);
      expect(a.y + BOX.height).toBeLessThanOrEqual(height + 1);
      for (const b of all.slice(i + 1)) {
        if (Math.abs(a.x - b.x) < BOX.width && Math.abs(a.y - b.y) < BOX.height)
          throw new Error(`two boxes overlap at ${a.x} ${a.y}`);
      }
    }
  });
});
