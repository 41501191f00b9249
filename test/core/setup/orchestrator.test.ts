import { describe, expect, it } from "vitest";
import { Mode } from "../../../src/contract/config.ts";
import { readAnswers } from "../../../src/core/setup/answers.ts";
import { planOrchestrator } from "../../../src/core/setup/orchestrator.ts";
import fc from "../../support/fast-check.ts";
import { config, GOLDEN, plan, planned, TWINS } from "../../support/setup/projects.ts";

describe("the configuration of a first project", () => {
  it("holds only what differs from the defaults", () => {
    expect(planned(null, TWINS).text).toBe(GOLDEN);
  });

  it("of five agents, on another schedule in another zone, says these and nothing else", () => {
    const agents = ["developer", "reviewer", "qa", "security:reviewer"];
    const { text } = planned(null, {
      ...TWINS,
      agents,
      cronSchedule: "30 22 * * 1-5",
      timezone: "America/New_York",
    });
    expect(text).toBe(
      GOLDEN.replace(
        'mode = "observe"',
        'schedule = "30 22 * * 1-5"\ntimezone = "America/New_York"\nmode = "observe"',
      ).concat('[[agents]]\nname = "security"\nrole = "reviewer"\n'),
    );
  });

  it("of three agents has at most 20 lines, and with a coordinator at most 20 lines of TOML", () => {
    const three = planned(null, { ...TWINS, coordinatorModel: undefined }).text;
    expect(three.trimEnd().split("\n").length).toBeLessThanOrEqual(20);
    expect(
      GOLDEN.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length,
    ).toBeLessThanOrEqual(20);
  });

  it("says the schedule, the zone, the branch and the gate where they are not the usual ones", () => {
    const { text } = planned(null, {
      ...TWINS,
      agents: ["developer", "critic:reviewer"],
      reviewGate: "critic",
      cronSchedule: "30 2 * * 1-5",
      timezone: "Europe/Vienna",
      branch: "trunk",
      mode: "auto",
    });
    expect(config(text)).toMatchObject({
      review_gate: { agent: "critic" },
      projects: [{ schedule: "30 2 * * 1-5", timezone: "Europe/Vienna", branch: "trunk", mode: "auto" }],
    });
    expect(text).not.toContain("mode =");
  });

  it("says how a private forge is reached, where it is not direct", () => {
    const { text } = planned(null, { ...TWINS, via: "access" });
    expect(text).toContain('url = "https://git.example"\nvia = "access"\n');
    expect(planned(null, { ...TWINS, via: "direct" }).text).toBe(GOLDEN);
    const later = planned(GOLDEN, { ...TWINS, via: "access" });
    expect([later.text, later.replaces]).toEqual([text, []]);
    expect(() => plan(null, { ...TWINS, via: "tunnel" })).toThrow(/"direct"\|"access"/);
  });

  it("is refused with the sentence of the schema where a value cannot be", () => {
    const made = plan(null, { ...TWINS, timezone: "Mars/Olympus" });
    expect(made.ok).toBe(false);
    expect(JSON.stringify(made)).toContain("Mars/Olympus");
  });
});

describe("an answer for a project that is there", () => {
  it("names what a person wrote and it would replace", () => {
    const edited = GOLDEN.replace('mode = "observe"', 'mode = "observe"\nschedule = "0 3 * * *"');
    const { text, replaces } = planned(edited, { ...TWINS, cronSchedule: "0 4 * * *" });
    expect(replaces).toEqual(['schedule = "0 3 * * *"  →  [[projects]] schedule = "0 4 * * *"']);
    expect(text).toBe(edited.replace("0 3", "0 4"));
  });

  it("that was not given leaves its line alone", () => {
    const edited = GOLDEN.replace("observe", "auto");
    expect(planned(edited, { ...TWINS, coordinatorModel: undefined }).text).toBe(edited);
  });
});

describe("any accepted combination of answers", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{1,15}$/);
  const some = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined });
  const raw = fc.record({
    project: name,
    repo: fc
      .tuple(fc.stringMatching(/^[\w.-]{1,12}$/), fc.stringMatching(/^[\w.-]{1,12}$/))
      .map((it) => it.join("/")),
    forge: fc.constantFrom("https://git.example", "http://127.0.0.1:3000/", "https://git.example/sub"),
    agents: some(
      fc
        .uniqueArray(fc.tuple(name, fc.constantFrom("developer", "reviewer", "qa", "coordinator")), {
          selector: ([it]) => it,
          maxLength: 5,
        })
        .map((all) => all.map(([one, role]) => `${one}:${role}`)),
    ),
    coordinatorModel: some(
      fc.constantFrom("opus", "glm-5", 'odd "quoted" \u007f model', "zai-coding-plan/glm-5"),
    ),
    reviewGate: some(fc.constantFrom("reviewer", "critic")),
    trust: some(
      fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 3 }),
    ),
    branch: some(fc.string({ minLength: 1, maxLength: 20 })),
    cronSchedule: some(fc.constantFrom("0 1-9 * * *", "*/5 * * * *", "0 0 31 2 *", "not a cron")),
    timezone: some(fc.constantFrom("UTC", "Europe/Vienna", "Nowhere/Land")),
    mode: some(fc.constantFrom(...Mode.options)),
  });

  it("gives a file that loads, says what was answered, and is not changed by the same answers", () => {
    fc.assert(
      fc.property(raw, name, (answers, other) => {
        const made = readAnswers(answers);
        if (!made.ok) return;
        const first = planOrchestrator(null, made.value);
        if (!first.ok) return;
        const loaded = config(first.value.text);
        expect(loaded.projects[0]).toMatchObject({
          name: answers.project,
          repo: answers.repo,
          ...(answers.branch === undefined ? {} : { branch: answers.branch }),
          ...(answers.cronSchedule === undefined ? {} : { schedule: answers.cronSchedule }),
          mode: answers.mode ?? "observe",
        });
        expect(
          loaded.agents.map(({ name, role, model }) => ({
            name,
            role,
            ...(model === undefined ? {} : { model }),
          })),
        ).toEqual(made.value.agents);
        expect(planOrchestrator(first.value.text, made.value)).toMatchObject({
          ok: true,
          value: { text: first.value.text },
        });
        if (other === answers.project) return;
        const next = readAnswers({ ...answers, project: other, repo: `${answers.repo}-2` });
        const second = next.ok ? planOrchestrator(first.value.text, next.value) : null;
        if (second?.ok !== true) throw new Error(JSON.stringify(second));
        expect(config(second.value.text).projects.map((one) => one.name)).toEqual([answers.project, other]);
        expect(second.value.replaces).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
