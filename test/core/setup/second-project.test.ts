import { describe, expect, it } from "vitest";
import { trustedIn } from "../../../src/core/policy/trust.ts";
import { removeProject } from "../../../src/core/setup/remove.ts";
import { config, GOLDEN, plan, planned, TIDES, TWINS } from "../../support/setup/projects.ts";

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
