import { describe, expect, it } from "vitest";
import { CliError } from "../../../src/cli/cli-error.ts";
import { parseRankInput } from "../../../src/cli/rank/input.ts";

function said(input: unknown): string {
  try {
    parseRankInput(JSON.stringify(input));
    return "";
  } catch (error) {
    return error instanceof CliError ? error.trouble.why : String(error);
  }
}

describe("the input of adf rank", () => {
  it.each([
    [
      { issues: [{ number: 1 }], dependancies: [] },
      '"dependancies" is not read; did you mean "dependencies"?',
    ],
    [{ issues: [{ number: 1, lables: ["bug"] }] }, 'issues[0]: "lables" is not read; did you mean "labels"?'],
    [
      { issues: [{ number: 1 }], dependencies: [{ issue: 1, blockedBy: 2 }] },
      'dependencies[0]: "blockedBy" is not read; did you mean "blocked_by"?',
    ],
    [{ isues: [{ number: 1 }] }, '"isues" is not read; did you mean "issues"?'],
  ])("%j is refused, and nothing of it passed over: %s", (input, words) => expect(said(input)).toBe(words));

  it("may be what the forge's API answers, with all that we do not read", () => {
    const issue = { number: 1, state: "open", labels: [], created_at: "2026-01-01T00:00:00Z" };
    const more = {
      updated_at: "2026-01-01T00:00:00Z",
      closed_at: null,
      label: "x",
      milestone: null,
      user: {},
    };
    expect(said({ issues: [{ ...issue, ...more }], dependencies: [], total: 1 })).toBe("");
  });
});
