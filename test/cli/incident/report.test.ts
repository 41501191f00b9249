import { stripVTControlCharacters } from "node:util";
import { expect, describe as group, it } from "vitest";
import { INCIDENTS } from "../../../src/cli/incident/cases/all.ts";
import { type Incident, saidBy } from "../../../src/cli/incident/incident.ts";
import { describe, documentOf, heading, wasCaught } from "../../../src/cli/incident/report.ts";
import { runIncidents } from "../../../src/cli/incident/run.ts";
import { page, section } from "../../docs/pages.ts";

const TEXT = "first line\norchestrator.toml:3:1: error: no\n  3 | x\n      ^\nlast";

group("a step of an incident", () => {
  it("is caught when the status is right and each sentence is there, and shows from the first of them on", () => {
    const says = ["error: no", "last"];
    const step = saidBy("adf check", { code: 1, text: TEXT }, { code: 1, says, lines: 2 });
    expect(step).toMatchObject({
      caught: true,
      saw: "orchestrator.toml:3:1: error: no\n  3 | x\n      ^",
    });
  });

  it("is not caught with another status, or when one sentence is missing; then the whole answer is shown", () => {
    const wanted = { code: 1, says: ["error: yes"] };
    expect(saidBy("x", { code: 0, text: TEXT }, { code: 1, says: ["error: no"] }).caught).toBe(false);
    const step = saidBy("x", { code: 1, text: TEXT }, wanted);
    expect([step.caught, step.saw]).toEqual([false, TEXT]);
    expect(step.wanted).toContain("error: yes");
  });
});

group("an incident", () => {
  const lost: Incident = {
    number: 11,
    symptom: "It was said, and nobody heard.",
    cause: "Nobody listened.",
    why: "Somebody listens.",
    boots: false,
    run: async () => [saidBy("adf check", { code: 0, text: "all is well" }, { code: 1, says: ["a fault"] })],
  };

  it("whose defence is gone is said to be uncaught, with what had to be there", async () => {
    const [told] = await runIncidents(
      [lost],
      () => {},
      () => {},
    );
    if (told === undefined) throw new Error("nothing was run");
    expect(wasCaught(told)).toBe(false);
    const text = stripVTControlCharacters([...heading(lost), ...describe(told)].join("\n"));
    expect(text).toContain("NOT CAUGHT");
    expect(text).toMatch(/MISSING +exit status 1 \(it was 0\), and: a fault/);
    expect(documentOf([told])).toMatchObject({ incidents: [{ number: 11, caught: false }] });
  });

  it("without a single step has caught nothing", () => {
    expect(wasCaught({ incident: lost, steps: [], seconds: 0 })).toBe(false);
  });

  it("of the field report is one of ten, in its order, and the catalogue has a row for each", () => {
    expect(INCIDENTS.map((one) => one.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const rows = section(page("docs/first-48-hours.md"), "Symptom, cause, and what catches it");
    for (const { number } of INCIDENTS) expect(rows).toMatch(new RegExp(`^\\| ${number} \\|`, "m"));
  });
});
