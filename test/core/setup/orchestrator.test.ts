import { describe, expect, it } from "vitest";
import { Mode } from "../../../src/contract/config.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { trustedIn } from "../../../src/core/policy/trust.ts";
import { type RawAnswers, readAnswers } from "../../../src/core/setup/answers.ts";
import { planOrchestrator } from "../../../src/core/setup/orchestrator.ts";
import { removeProject } from "../../../src/core/setup/remove.ts";
import fc from "../../support/fast-check.ts";

const TWINS: RawAnswers = {
  project: "digital-twins",
  repo: "terraphim/digital-twins",
  forge: "https://git.example",
  coordinatorModel: "zai-coding-plan/glm-5",
  agents: ["developer", "reviewer", "qa"],
  reviewGate: "reviewer",
  cronSchedule: "0 1-9 * * *",
};
const TIDES: RawAnswers = {
  project: "tides",
  repo: "ada/tides",
  forge: "https://git.example",
  agents: ["developer", "reviewer"],
  timezone: "Europe/Vienna",
};

const GOLDEN = `#:schema ./src/contract/orchestrator.schema.json
[gitea]
url = "https://git.example"
trusted = ["terraphim"]

[[projects]]
name = "digital-twins"
repo = "terraphim/digital-twins"
mode = "observe"

[[agents]]
name = "coordinator"
role = "coordinator"
model = "zai-coding-plan/glm-5"
[[agents]]
name = "developer"
role = "developer"
[[agents]]
name = "reviewer"
role = "reviewer"
[[agents]]
name = "qa"
role = "qa"
`;

function plan(existing: string | null, raw: RawAnswers) {
  const answers = readAnswers(raw);
  if (!answers.ok) throw new Error(answers.error.map((one) => one.message).join("\n"));
  return planOrchestrator(existing, answers.value);
}

function planned(existing: string | null, raw: RawAnswers) {
  const made = plan(existing, raw);
  if (!made.ok) throw new Error(made.error.map((one) => one.message).join("\n"));
  return made.value;
}

const config = (text: string) => {
  const loaded = loadConfig(text);
  if (!loaded.ok) throw new Error(loaded.error.map((one) => one.message).join("\n"));
  return loaded.value;
};

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

describe("a second project", () => {
  const EDITED = GOLDEN.replace('mode = "observe"', 'mode = "auto" # promoted on Monday')
    .replace("[gitea]", "# our forge\n[gitea]")
    .concat("\n[budget]\nday_usd = 20   # the chief said so\n");

  it("is blocks at the end and the lines that tell the projects apart; comments and edits by hand stay", () => {
    const { text, replaces } = planned(EDITED, TIDES);
    expect(replaces).toEqual([]);
    const kept = text.split("\n");
    for (const line of EDITED.split("\n")) expect(kept).toContain(line);
    expect(text).toContain('mode = "auto" # promoted on Monday');
    expect(
      text.endsWith(`[[projects]]
name = "tides"
repo = "ada/tides"
timezone = "Europe/Vienna"
mode = "observe"
trusted = ["ada"]

[[agents]]
name = "developer"
role = "developer"
project = "tides"
[[agents]]
name = "reviewer"
role = "reviewer"
project = "tides"
`),
    ).toBe(true);
    const both = config(text);
    expect(both.gitea.trusted).toEqual(["terraphim"]);
    expect(both.budget.day_usd).toBe(20);
    expect(both.agents.map((one) => `${one.project}/${one.name}`)).toEqual([
      "digital-twins/coordinator",
      "digital-twins/developer",
      "digital-twins/reviewer",
      "digital-twins/qa",
      "tides/developer",
      "tides/reviewer",
    ]);
  });

  it("takes no byte away from what stood there: each old line is there, in its old order", () => {
    const { text } = planned(EDITED, TIDES);
    const rest = text.split("\n");
    for (const line of EDITED.split("\n")) {
      const at = rest.indexOf(line);
      expect([line, at >= 0]).toEqual([line, true]);
      rest.splice(0, at + 1);
    }
  });

  it("is commanded by its own people, who command nothing in the one that was there, nor its people here", () => {
    const trust = (text: string) => {
      const { projects, ...rest } = config(text);
      return Object.fromEntries(
        projects.map((one) => [one.name, trustedIn({ gitea: rest.gitea }, one)] as const),
      );
    };
    const { text } = planned(EDITED, TIDES);
    expect(trust(text)).toEqual({ "digital-twins": ["terraphim"], tides: ["ada"] });
    // Of the deployment's own people nothing is written: its list is theirs.
    const same = planned(EDITED, { ...TIDES, repo: "terraphim/tides" }).text;
    expect(same.match(/trusted/g)).toHaveLength(1);
    // Named later: into the list that holds there, and into no other.
    const third = planned(text, { ...TIDES, trust: ["grace"] }).text;
    expect(trust(third)).toEqual({ "digital-twins": ["terraphim"], tides: ["ada", "grace"] });
    const first = planned(text, { ...TWINS, coordinatorModel: undefined, trust: ["grace"] });
    expect(trust(first.text)).toEqual({ "digital-twins": ["terraphim", "grace"], tides: ["ada"] });
    expect(first.replaces).toEqual([]);
  });

  it("added twice changes nothing the second time", () => {
    const { text } = planned(EDITED, TIDES);
    expect(planned(text, TIDES)).toMatchObject({ text, replaces: [], changes: [] });
  });

  it("taken out again leaves the file as it was, but for the lines that tell projects apart", () => {
    const { text } = planned(EDITED, TIDES);
    const back = removeProject(text, config(text), "tides");
    expect(back).toBe(EDITED.replace(/role = "(.*)"\n/g, 'role = "$1"\nproject = "digital-twins"\n'));
  });

  it("on another forge or under another gate is refused with what to do", () => {
    const other = plan(GOLDEN, { ...TIDES, forge: "https://other.example" });
    expect(JSON.stringify(other)).toContain("one deployment has one forge");
    const gate = plan(GOLDEN, { ...TIDES, agents: ["developer", "critic:reviewer"] });
    expect(JSON.stringify(gate)).toContain("the review gate of this deployment is reviewer");
  });

  it("is not added to a file that does not load", () => {
    expect(JSON.stringify(plan("[gitea]\nurl = 5\n", TIDES))).toContain(
      "nothing is added to a file that does not load",
    );
  });

  it("finds its way in a file with Windows line ends", () => {
    const { text } = planned(EDITED.replaceAll("\n", "\r\n"), TIDES);
    expect(text.replaceAll("\r\n", "").includes("\n")).toBe(false);
    expect(text.replaceAll("\r\n", "\n")).toBe(planned(EDITED, TIDES).text);
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
