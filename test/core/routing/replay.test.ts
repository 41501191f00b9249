/** A decision kept with its job, and made again with the same and with edited scenarios. */

import { describe, expect, it } from "vitest";
import { Role } from "../../../src/contract/job.ts";
import { RouteGiven, RouteRecord, type TakenRoute } from "../../../src/contract/routing.ts";
import { givenOf } from "../../../src/core/routing/given.ts";
import { replay } from "../../../src/core/routing/replay.ts";
import { route } from "../../../src/core/routing/route.ts";
import { loadScenarios } from "../../../src/core/routing/scenario-set.ts";
import fc from "../../support/fast-check.ts";
import { shippedScenarios } from "./shipped.ts";

const scenarios = shippedScenarios();
const routes = scenarios.scenarios.flatMap((scenario) => scenario.routes);
const pick = <T>(from: readonly T[]) => fc.subarray([...new Set(from)]);

const asked = fc
  .record({
    text: fc.array(fc.constantFrom(...scenarios.tier_of.keys(), "the", "\n")).map((words) => words.join(" ")),
    role: fc.constantFrom(...Role.options),
    default_tier: fc.constantFrom(...scenarios.scenarios.map(({ tier }) => tier)),
    clis: pick(routes.map(({ cli }) => cli)),
    ill: pick(routes.map(({ provider }) => provider)),
    poor: pick(routes.map(({ provider }) => provider)),
    agent_cli: fc.constantFrom(...routes.map(({ cli }) => cli)),
    agent_pin: fc.boolean(),
    authors: fc.subarray(["claude", "gpt", "glm"]),
  })
  .map(({ ill, poor, ...rest }) => ({
    ...rest,
    scenarios,
    healthy: (provider: string) => !ill.includes(provider),
    against: ({ provider, is_free }: { provider: string; is_free: boolean }) =>
      poor.includes(provider) && !is_free
        ? { reason: "provider_budget" as const, detail: `nothing left for ${provider}` }
        : null,
  }));

/** As the Worker stores it and gives it out; null where no route was taken. */
function stored(input: typeof asked extends fc.Arbitrary<infer T> ? T : never): TakenRoute | null {
  const decision = route(input);
  if (!decision.ok) return null;
  const { tier, provider, model, cli } = decision.value;
  const given = RouteGiven.parse(JSON.parse(JSON.stringify(givenOf(input))));
  const taken = { tier, provider, model, cli };
  return {
    job: "tides-1",
    issue: 1,
    agent: "developer",
    kind: "change",
    route: taken,
    text: input.text,
    given,
    decision: RouteRecord.parse(JSON.parse(JSON.stringify(decision.value))),
    chosen: null,
    root: null,
  };
}

const developer = {
  text: "fix the deadlock",
  role: "developer" as const,
  default_tier: "implementation_tier",
  scenarios,
  healthy: () => true,
  clis: ["claude", "codex"],
};
const taken = (): TakenRoute => {
  const made = stored({
    ...developer,
    against: () => null,
    agent_cli: "claude",
    agent_pin: false,
    authors: [],
  });
  if (made === null) throw new Error("no route");
  return made;
};

describe("a stored decision", () => {
  it("stays the same with the same scenarios, whatever it was made from", () => {
    fc.assert(
      fc.property(asked, (input) => {
        const made = stored(input);
        return made === null || replay(made, scenarios).kind === "same";
      }),
      { numRuns: 200 },
    );
  });

  it("changes with edited scenarios: what differs, before, after and why", () => {
    const edited = loadScenarios([
      {
        path: "implementation_tier.md",
        text: "priority:: 50\nsynonyms:: fix\nroute:: openai, gpt-5.4\naction:: codex exec\n",
      },
    ]);
    if (!edited.ok) throw new Error("refused");
    const again = replay(taken(), edited.value);
    expect(again).toMatchObject({
      kind: "changed",
      change: {
        job: "tides-1",
        differs: ["provider", "model", "cli"],
        before: { provider: "anthropic", model: "sonnet", cli: "claude" },
        after: { tier: "implementation_tier", provider: "openai", model: "gpt-5.4", cli: "codex" },
      },
    });
    const none = loadScenarios([
      {
        path: "other_tier.md",
        text: "priority:: 50\nsynonyms:: x1\nroute:: acme, fast\naction:: acme run\n",
      },
    ]);
    if (!none.ok) throw new Error("refused");
    const made = { ...taken(), given: givenOf({ ...developer, agent_cli: "nothing" }) };
    expect(replay(made, none.value)).toMatchObject({ kind: "changed", change: { after: null } });
  });

  it.each([
    ["text_gone", { text: null }],
    ["text_changed", { text: "fix the deadlock\nand the answer of a person" }],
    ["given_not_kept", { given: null }],
  ] as const)("that cannot be made again is said to be so: %s", (lost, change) => {
    expect(replay({ ...taken(), ...change }, scenarios)).toEqual({ kind: "lost", lost });
  });
});
