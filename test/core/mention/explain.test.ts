import { describe, expect, it } from "vitest";
import { explainProblems } from "../../../src/core/mention/explain.ts";
import { parseMentions } from "../../../src/core/mention/parse.ts";
import fc from "../../support/fast-check.ts";

const agents = [
  { project: "odilo", name: "developer" },
  { project: "odilo", name: "reviewer" },
  { project: "zed", name: "qa" },
];

describe("the answer to a mention that calls nobody", () => {
  it("says what was read, why, the nearest names, the grammar and who can be called", () => {
    const { problems } = parseMentions("@adf:revewer look, @adf: x", { agents, project: "odilo" });
    expect(explainProblems(problems, agents, "odilo")).toBe(
      [
        "I could not follow this:",
        "",
        "- `@adf:revewer` names an agent that I do not know. Did you mean `@adf:reviewer`?",
        "- `@adf:` names no agent.",
        "",
        "A mention is `@adf:<agent>` or `@adf:<project>/<agent>`, a word of its own in small letters. You can call: " +
          "`@adf:developer`, `@adf:reviewer`, `@adf:zed/qa`.",
        "Write it anew, or edit your comment.",
      ].join("\n"),
    );
  });

  it("calls nobody itself, whatever it answers to", () => {
    const unit = fc.constantFrom(
      "a",
      "d",
      "-",
      "_",
      "/",
      "@",
      ".",
      "`",
      ":",
      "é",
      "@adf:",
      "developer",
      " ",
      "\n",
      "<!--",
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
        const { problems } = parseMentions(`@adf:${text}`, { agents, project: "odilo" });
        const answer = explainProblems(problems, agents, "odilo");
        expect(parseMentions(answer, { agents, project: "odilo" })).toEqual({ mentions: [], problems: [] });
      }),
      { numRuns: process.env.ADF_FULL === "1" ? 1_000 : 300 },
    );
  });

  it("stays readable with a hundred agents", () => {
    const many = Array.from({ length: 100 }, (_, i) => ({ project: null, name: `agent-${i}` }));
    expect(explainProblems([], many)).toContain("and 70 more");
  });
});
