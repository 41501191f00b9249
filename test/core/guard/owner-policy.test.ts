import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/core/config/load.ts";
import { ownerPolicy } from "../../../src/core/guard/index.ts";

const HEAD = `[gitea]\nurl = "https://git.example"\ntrusted = ["a"]\n[[projects]]\nname = "tides"\nrepo = "o/p"\n[[agents]]\nname = "reviewer"\nrole = "reviewer"\n`;
const config = (more: string) => loadConfig(HEAD + more);
const exception = (change = "") =>
  `[[guard_exceptions]]\nrule = "container.destroy"\ncommand = "docker volume rm test-*"\nreason = "made by the tests"\nexpires = "2026-12-31"\n${change}`;

describe("the owner's rules and exceptions", () => {
  it("hold for every project, or for the one they name", () => {
    const loaded = config(
      `[[guard_rules]]\nname = "no-compose"\ncommand = "docker compose **"\nreason = "no room"\n[[guard_rules]]\nname = "no-make"\nproject = "tides"\ncommand = "make"\nreason = "slow"\n`,
    );
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    expect(ownerPolicy(loaded.value, "tides", "2026-11-22").policy.deny.map((r) => r.name)).toEqual([
      "no-compose",
      "no-make",
    ]);
    expect(ownerPolicy(loaded.value, null, "2026-11-22").policy.deny.map((r) => r.name)).toEqual([
      "no-compose",
    ]);
  });

  it("end after their last day, and are told", () => {
    const loaded = config(exception());
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    expect(ownerPolicy(loaded.value, null, "2026-12-31").policy.allow).toHaveLength(1);
    const after = ownerPolicy(loaded.value, null, "2027-01-01");
    expect(after.policy.allow).toEqual([]);
    expect(after.expired).toMatchObject([{ rule: "container.destroy", expires: "2026-12-31" }]);
  });

  it.each([
    ["without an end", exception().replace(/expires.*\n/, "")],
    ["without a reason", exception().replace(/reason.*\n/, "")],
    ["for every use of a program", exception().replace("docker volume rm test-*", "docker **")],
    ["for any program", exception().replace("docker volume rm test-*", "* volume rm")],
    ["from a rule about the factory", exception().replace("container.destroy", "factory.settings")],
    [
      "from a rule about what cannot be followed",
      exception().replace("container.destroy", "shell.dynamic-code"),
    ],
  ])("are refused %s", (_, text) => {
    expect(config(text).ok).toBe(false);
  });
});
