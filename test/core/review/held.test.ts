/** Why the forge does not merge: read off what it shows, and never off its words. */
import { describe, expect, it } from "vitest";
import type { Check } from "../../../src/core/review/checks.ts";
import { asksFor, matches, whyHeld } from "../../../src/core/review/held.ts";

const check = (context: string, state: Check["state"], description = ""): Check => ({
  context,
  state,
  description,
  target_url: "",
});
const fine = { mergeable: true, draft: false };
const asks = (...contexts: string[]) => ({ may_merge: true, contexts });

describe("a merge that is held", () => {
  it.each([
    ["draft", { mergeable: false, draft: true }, asks(), []],
    ["not_permitted", fine, { may_merge: false, contexts: null }, []],
    ["no_clean_merge", { mergeable: false, draft: false }, asks("ci"), [check("ci", "failure")]],
    ["by_rule", fine, { may_merge: true, contexts: null }, [check("ci", "failure")]],
    ["by_rule", fine, asks("adf/review"), [check("adf/review", "success"), check("ci", "failure")]],
    ["by_rule", fine, asks("ci"), [check("ci", "skipped")]],
  ] as const)("is %s", (kind, standing, rule, statuses) => {
    expect(whyHeld(standing, rule, statuses).kind).toBe(kind);
  });

  it("waits for what the branch asks for and nobody has said, or is under way", () => {
    const statuses = [check("adf/review", "success"), check("ci/lint", "pending")];
    expect(whyHeld(fine, asks("adf/review", "ci/*", "cla"), statuses)).toEqual({
      kind: "checks_pending",
      waits: ["ci/lint", "cla"],
    });
    expect(whyHeld(fine, asks(), [])).toEqual({ kind: "checks_pending", waits: ["any status at all"] });
    expect(whyHeld(fine, asks(), [check("x", "pending")])).toEqual({ kind: "checks_pending", waits: ["x"] });
  });

  it("does not wait for a status of the factory's own: what its gates said is there by then", () => {
    const statuses = [check("adf/review", "success"), check("ci", "pending")];
    expect(whyHeld(fine, asks("adf/*", "adf/qa", "ci", "cla"), statuses)).toEqual({
      kind: "checks_never",
      lacks: ["adf/qa"],
    });
    expect(whyHeld(fine, asks("adf/*", "ci"), statuses)).toEqual({ kind: "checks_pending", waits: ["ci"] });
  });

  it.each(["failure", "error", "warning"] as const)(
    "is told what is red, whatever else is missing: %s",
    (state) => {
      const statuses = [check("ci/a", state, "2 tests fail"), check("ci/b", "pending")];
      expect(whyHeld(fine, asks("ci/*", "cla"), statuses)).toEqual({
        kind: "checks_red",
        failed: ["ci/a: 2 tests fail"],
      });
    },
  );

  it("is told where nothing is red but a status of its own, which an older request has set over the newer one", () => {
    const own = check("adf/review", "failure", "no test");
    expect(whyHeld(fine, asks("adf/*", "ci"), [own, check("ci", "success")])).toEqual({
      kind: "gates_red",
      failed: ["adf/review: no test"],
    });
    const both = whyHeld(fine, asks("adf/*", "ci"), [own, check("ci", "failure")]);
    expect(both).toMatchObject({ kind: "checks_red", failed: ["adf/review: no test", "ci"] });
  });
});

describe("what a branch asks for", () => {
  it("is compared as the forge does, where a star stands for slashes too", () => {
    expect(["*", "adf/*", "adf/review", "adf/revie?"].map((glob) => matches(glob, "adf/review"))).toEqual(
      Array(4).fill(true),
    );
    expect(
      ["adf", "adf/review.", "Adf/review", "adf.review"].map((glob) => matches(glob, "adf/review")),
    ).toEqual(Array(4).fill(false));
    expect(asksFor(asks("ci"), "adf/review")).toBe(false);
    expect(asksFor({ may_merge: true, contexts: null }, "adf/review")).toBe(false);
    expect(asksFor(asks("ci", "adf/*"), "adf/review")).toBe(true);
  });
});
