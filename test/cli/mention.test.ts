import { describe, expect, it } from "vitest";
import { MentionReport } from "../../src/contract/mention.ts";
import { adf } from "./adf.ts";

const parse = (args: string[], input: string) => adf(["mention", "parse", ...args], input);

describe("adf mention parse", () => {
  it("prints the report of the contract and nothing else with --json", async () => {
    const text = "😀 @adf:developer fix #5\n`@adf:reviewer`\n@adf:odilo/qa, look\n@adf:revewer";
    const { code, out, err } = await parse(
      ["--json", "--agents", "developer,reviewer,odilo/qa", "--project", "main-app"],
      text,
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.trimEnd().split("\n")).toHaveLength(1);
    const report = JSON.parse(out);
    expect(MentionReport.parse(report)).toEqual(report);
    expect(report).toEqual({
      mentions: [
        { project: null, agent: "developer", context: "fix #5", offset: 3 },
        { project: "odilo", agent: "qa", context: ", look", offset: 41 },
      ],
      problems: [{ reason: "unknown_agent", text: "@adf:revewer", offset: 61, suggestions: ["reviewer"] }],
    });
  });

  it("gives agents without a project to the project of the text", async () => {
    const { out } = await parse(
      ["--json", "--agents", "developer", "--project", "odilo"],
      "@adf:odilo/developer go",
    );
    expect(JSON.parse(out).mentions).toEqual([
      { project: "odilo", agent: "developer", context: "go", offset: 0 },
    ]);
  });

  it("says how an agent is called to whom wrote the name of its account, as the brain does", async () => {
    const { out } = await parse(["--agents", "developer"], "@adf-developer please fix this");
    expect(out).toContain("Did you mean `@adf:developer`?");
  });

  it("reads an empty text", async () => {
    const { code, out } = await parse(["--json", "--agents", "developer"], "");
    expect({ code, out }).toEqual({ code: 0, out: '{"mentions":[],"problems":[]}\n' });
  });

  it("explains problems to a person", async () => {
    const { code, out } = await parse(["--agents", "developer"], "@adf:devloper");
    expect(code).toBe(0);
    expect(out).toContain("Did you mean `@adf:developer`?");
  });

  it.each([
    [["--json"], "--agents"],
    [["--json", "--agents", "Developer"], '"Developer" is no name (--agents)'],
    [["--json", "--agents", "a/b/c"], '"a/b/c" is no name (--agents)'],
    [["--json", "--agents", "developer", "--project", "P"], '"P" is no name (--project)'],
    [["--json", "--agents", "developer", "--colour"], "--colour"],
  ])("refuses %j with status 2 and an empty standard output", async (args, said) => {
    const { code, out, err } = await parse(args, "x");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(said);
    expect(err).toContain("next:");
  });
});
