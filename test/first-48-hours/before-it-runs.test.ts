import { stringify } from "smol-toml";
import { describe, expect, it } from "vitest";
import { PINNED_MODEL } from "../../src/cli/incident/cases/pinned-model.ts";
import { UNEXPANDED } from "../../src/cli/incident/cases/unexpanded.ts";
import { UNKNOWN_MAPPING } from "../../src/cli/incident/cases/unknown-mapping.ts";
import { WRONG_TYPE } from "../../src/cli/incident/cases/wrong-type.ts";
import type { Incident } from "../../src/cli/incident/incident.ts";
import { Stage } from "../../src/cli/incident/stage.ts";
import { checked, LEAST } from "../../src/cli/incident/typed.ts";
import { OrchestratorConfig } from "../../src/contract/config.ts";
import { loadConfig } from "../../src/core/config/load.ts";
import { call, install, UNIT, WORKER } from "../runner/install/called.ts";
import { paperMachine } from "../runner/install/paper-machine.ts";

// biome-ignore lint/suspicious/noTemplateCurlyInString: the mistake itself
const VARIABLE = "${ADF_HOME}";

/** The mistake as `adf incident` makes it, on a stage that is not needed; the first thing a person sees. */
async function expectCaught(incident: Incident, first: RegExp): Promise<void> {
  const steps = await incident.run(new Stage());
  for (const { caught, did, saw, wanted } of steps) expect(caught, `${did}: ${saw}\n${wanted}`).toBe(true);
  expect(steps[0]?.saw).toMatch(first);
}

describe("caught before anything runs", () => {
  it("4. a model pinned to a build is refused, with the alias that stays alive", async () => {
    await expectCaught(PINNED_MODEL, /^orchestrator\.toml:16:9: error: "claude-opus-4-20250514" is pinned/);
    expect(loadConfig(`${LEAST}model = "claude-opus-4-20250514"\n`).ok).toBe(false);
  });

  it("6. a configuration without [compound_review] and [nightwatch] is in order, and has their defaults", async () => {
    const { code, text } = await checked(LEAST);
    expect(text).toContain("orchestrator.toml is in order");
    expect(code).toBe(0);
    expect(loadConfig(LEAST)).toMatchObject({
      ok: true,
      value: {
        nightwatch: { enabled: true, interval_secs: 300 },
        compound_review: { enabled: true, schedule: "0 2 * * *" },
      },
    });
    // Half a section is the same mistake.
    expect((await checked(`[nightwatch]\n[compound_review]\nmax_agents = 2\n${LEAST}`)).code).toBe(0);
  });

  it("7. a variable that nobody expands is refused wherever a unit or its values come from", async () => {
    await expectCaught(UNEXPANDED, /systemd does not expand variables/);

    // What is written where all is well, by a machine whose account has the mistake in its own home.
    const machine = paperMachine();
    await install(machine);
    expect(machine.read(UNIT)).toContain("ExecStart=/usr/bin/node");
    expect(machine.read(UNIT)).not.toContain("$");
    const odd = await call({ ...paperMachine(), home: `/home/${VARIABLE}` }, "install", WORKER);
    expect(odd.code).not.toBe(0);
    expect(odd.text).toContain("contains $. systemd does not expand variables there: write the value itself");
  });

  it("8. Quickwit's mapping word written wrongly is refused, with the right one", async () => {
    await expectCaught(
      UNKNOWN_MAPPING,
      /^orchestrator\.toml:19:1: error: unknown key "tokenized" in \[quickwit\]/,
    );
    // And nobody is left to believe that logs are shipped.
    const fine = await checked(`${LEAST}\n[quickwit]\nenabled = true\n`);
    expect(fine.code).toBe(0);
    expect(fine.text).not.toContain("quickwit");
  });

  it("9. a value of the wrong type is refused with the right one, and every default is of its own type", async () => {
    await expectCaught(
      WRONG_TYPE,
      /^orchestrator\.toml:18:14: error: "poll_ticks" is the text "2"\n {2}18 \| poll_ticks = "2"\n {20}\^{3}\n {2}expected a whole number from 1 to 60\n {2}did you mean 2\?/,
    );

    // The original mistake was in a default. Each of ours, written out, must pass its own rule.
    const loaded = loadConfig(LEAST);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    const whole = stringify(loaded.value);
    expect(whole.match(/ = /g)?.length).toBeGreaterThan(60);
    const { code, text } = await checked(whole);
    expect(text).not.toContain(": error: ");
    expect(code).toBe(0);
    expect(loadConfig(whole)).toEqual(loaded);
    expect(Object.keys(loaded.value)).toEqual(Object.keys(OrchestratorConfig.shape));
  });
});
