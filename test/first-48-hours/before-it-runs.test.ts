import { stringify } from "smol-toml";
import { describe, expect, it } from "vitest";
import { OrchestratorConfig } from "../../src/contract/config.ts";
import { loadConfig } from "../../src/core/config/load.ts";
import { call, install, UNIT, WORKER } from "../runner/install/called.ts";
import { paperMachine } from "../runner/install/paper-machine.ts";
import { checked, LEAST, typed } from "./typed.ts";

const NOT_DEPLOYED = "nothing may be deployed like this";
// biome-ignore lint/suspicious/noTemplateCurlyInString: the mistake itself
const VARIABLE = "${ADF_HOME}";

describe("caught before anything runs", () => {
  it("4. a model pinned to a build is refused, with the alias that stays alive", async () => {
    const own = await checked(`${LEAST}model = "claude-opus-4-20250514"\n`);
    expect(own.code).toBe(1);
    expect(own.text).toContain(
      'orchestrator.toml:16:9: error: "claude-opus-4-20250514" is pinned to the build "20250514": the vendor retires it one day, and the agent stops',
    );
    expect(own.text).toContain('did you mean "opus"?');
    expect(own.text).toContain(NOT_DEPLOYED);
    expect(loadConfig(`${LEAST}model = "claude-opus-4-20250514"\n`).ok).toBe(false);

    const scenario =
      "priority:: 40\nsynonyms:: banana\nroute:: anthropic, claude-sonnet-4-20250514\naction:: claude --model {{ model }}\n";
    const routed = await typed(["check", "--scenarios", "."], {
      "orchestrator.toml": LEAST,
      "review_tier.md": scenario,
    });
    expect(routed.code).toBe(1);
    expect(routed.text).toMatch(/review_tier\.md:3:\d+: error: .*20250514.*sonnet/);
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
    const prefix = await typed(["runner", "install", "--user", "--prefix", `/opt/${VARIABLE}`]);
    expect(prefix).toEqual({
      code: 2,
      text: expect.stringContaining(
        `--prefix /opt/${VARIABLE} contains $. systemd does not expand variables, nor does anything else here: write the path itself.`,
      ),
    });
    const secret = await typed(
      ["runner", "install", "--user", "--worker", WORKER.worker, "--secret", "ZAI_API_KEY"],
      {},
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the mistake itself
      { ZAI_API_KEY: "${ZAI_API_KEY}" },
    );
    expect(secret.code).toBe(2);
    expect(secret.text).toContain(
      "ZAI_API_KEY still holds a placeholder. Nothing here expands variables: set it to the key itself.",
    );
    const toml = await checked(LEAST.replace("https://git.example", VARIABLE));
    expect(toml.code).toBe(1);
    expect(toml.text).toContain(
      '"url" still holds a placeholder: nothing is filled in or expanded in this file',
    );

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
    const { code, text } = await checked(`${LEAST}\n[quickwit]\nenabled = true\ntokenized = false\n`);
    expect(code).toBe(1);
    expect(text).toContain('orchestrator.toml:19:1: error: unknown key "tokenized" in [quickwit]');
    expect(text).toContain('a field that is kept whole is written "tokenizer: raw"');
    // And nobody is left to believe that logs are shipped.
    const fine = await checked(`${LEAST}\n[quickwit]\nenabled = true\n`);
    expect(fine.code).toBe(0);
    expect(fine.text).toContain('note: "quickwit": accepted; this build does not act on it yet');
  });

  it("9. a value of the wrong type is refused with the right one, and every default is of its own type", async () => {
    const wrong = await checked(
      `${LEAST}\n[mentions]\npoll_ticks = "2"\n\n[nightwatch]\nenabled = "yes"\ninterval_secs = "5 min"\n`,
    );
    expect(wrong.code).toBe(1);
    expect(wrong.text).toContain(
      'orchestrator.toml:18:14: error: "poll_ticks" is the text "2"\n  18 | poll_ticks = "2"\n                    ^^^\n  expected a whole number from 1 to 60\n  did you mean 2?',
    );
    expect(wrong.text).toContain("expected true or false, without quotes\n  did you mean true?");
    expect(wrong.text).toContain("did you mean 300?");

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
