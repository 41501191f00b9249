import { describe, expect, it } from "vitest";
import { CliError, formatTrouble } from "../../../src/cli/cli-error.ts";
import { checkNames, type Named } from "../../../src/cli/route/names.ts";
import { shippedScenarios } from "../../core/routing/shipped.ts";

const scenarios = shippedScenarios();

function said(named: Named): string {
  try {
    checkNames(named, scenarios);
    return "";
  } catch (error) {
    return error instanceof CliError ? formatTrouble(error.trouble) : String(error);
  }
}

describe("a name on the line of adf route that nothing knows", () => {
  it.each<[Named, string]>([
    [{ unhealthy: ["Anthropic", "antropic"] }, 'provider "antropic"\n.*\n.*--unhealthy anthropic '],
    [{ clis: ["claude", "cluade"] }, 'agent CLI "cluade"\n.*\n.*--clis claude '],
    [{ agentCli: "cluade" }, '--agent-cli: .*"cluade"'],
    [{ agentCli: "claude", agentModel: "opsu" }, "--agent-model opus "],
    [{ projectModel: "sonet" }, "--project-model sonnet "],
    [{ agentModel: "fable" }, '--agent-model: no scenario file has the model "fable"'],
  ])("%j is refused with the nearest one", (named, words) => {
    expect(said(named)).toMatch(new RegExp(words));
  });

  it("is let be where an agent names both its CLI and its model, and neither is like one that is known", () => {
    expect(said({ agentCli: "claude", agentModel: "fable" })).toBe("");
    expect(said({ agentCli: "aider", agentModel: "local-coder" })).toBe("");
    expect(said({ unhealthy: ["ZAI"], clis: ["codex", "none"], projectModel: "opus" })).toBe("");
  });
});
