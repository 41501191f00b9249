import { describe, expect, it } from "vitest";
import { adf } from "../adf.ts";

describe("an option of adf start that says something only beside another", () => {
  it.each([
    ["--repo", "owner/name", "--gitea"],
    ["--tokens", "tokens.json", "--gitea"],
    ["--trust", "ada", "--gitea"],
    ["--timeout", "5", "--until-done"],
  ])("is refused alone: %s %s", async (option, value, other) => {
    const { code, out, err } = await adf(["start", option, value]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(`adf: ${option} says nothing without ${other}\n`);
    expect(err).toContain(`next: npm start -- ${other}`);
  });

  it("is refused alone: --json", async () => {
    const { code, out, err } = await adf(["start", "--json"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("adf: --json says nothing without --until-done\n");
  });
});
