/** The whole factory with a real agent CLI in it and a scripted model behind that: an issue closed, and a day reviewed. */
import { afterEach, describe, expect, it, test } from "vitest";
import type { KnownCli } from "../../src/runner/agents/registry.ts";
import type { Json } from "../support/journey/forge.ts";
import { until } from "../support/journey/journal.ts";
import type { Question, Turn } from "../support/models/script.ts";
import { leave, type RealFactory, startFactory, workOrJudge } from "./rig.ts";
import { ready } from "./versions.ts";

/** As the routes of the tiers name them. */
const ORDER: readonly KnownCli[] = ["claude", "opencode", "codex", "gemini"];

let factory: RealFactory | null = null;
afterEach(async () => {
  await factory?.close();
  factory = null;
});

describe("a factory with a real agent CLI", () => {
  it.each(ready())("%s closes an issue", async (cli) => {
    factory = await startFactory(cli, workOrJudge);
    const { journey, model } = factory;
    const began = Date.now();
    const project = await journey.settled(500);
    const [item] = project.work_items;
    console.log(`${cli} | merged after ${((Date.now() - began) / 1000).toFixed(1)} s`);
    expect(item).toMatchObject({ phase: "done", attempts: 1 });
    expect(item?.jobs.map((job) => [job.kind, job.outcome, job.cli])).toEqual([
      ["change", "success", cli],
      ["review", "success", cli],
    ]);
    const pull = await journey.owner.get(`/pulls/${item?.pull_request}`);
    expect(pull).toMatchObject({ merged: true, title: "Write the note" });
    expect(model.asked.every((question) => question.model === "scripted-1")).toBe(true);
  });
});

/** What the models of a CLI's usual vendor call themselves, and the family that this makes them. */
const FAMILY: Readonly<Record<KnownCli, string>> = {
  claude: "claude",
  codex: "gpt",
  gemini: "gemini",
  opencode: "kimi",
};

describe("a factory with two real agent CLIs", () => {
  const two = ready().slice(0, 2);
  const [writes, judges] = [...two].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  if (writes === undefined || judges === undefined)
    return test.skip(
      `two families: not run, because of ADF_TEST_CLIS only ${two.join(", ") || "none"} is here`,
    );

  it(`has what a model behind ${writes} wrote judged by one of another family, and says which both are`, async () => {
    const names = { [writes]: `${FAMILY[writes]}-scripted-1`, [judges]: `${FAMILY[judges]}-scripted-1` };
    factory = await startFactory(two, workOrJudge, names);
    const { journey } = factory;
    const [item] = (await journey.settled(500)).work_items;
    expect(item).toMatchObject({ phase: "done", attempts: 1 });
    expect(item?.jobs.map((job) => [job.kind, job.outcome, job.cli])).toEqual([
      ["change", "success", writes],
      ["review", "success", judges],
    ]);
    const leased = journey.worker.lines.filter((line) => line.event === "job.leased");
    console.log(`${writes}, ${judges} | ${leased.at(-1)?.reason}`);
    expect(leased.at(-1)?.reason).toContain(`is of the family that wrote the change (${FAMILY[writes]})`);
  });
});

/** Finds fault with the note in two of the groups; the others find nothing. */
function reviewed(question: Question): Turn {
  const { text, turn } = question;
  const [, group] = /# Task: compound review, (\w+)/.exec(text) ?? [];
  if (group === undefined || turn > 0) return workOrJudge(question);
  const range = /git diff ([0-9a-f]{40} [0-9a-f]{40})/.exec(text)?.[1] ?? "";
  const finding = {
    title: "The note has no date",
    severity: "major",
    file: "notes/shells.txt",
    line: 1,
    evidence: "git show says so",
    confidence: 0.9,
  };
  const findings = group === "quality" || group === "domain" ? [finding] : [];
  return leave({ compound: { findings } }, `git diff --stat ${range}`);
}

describe("a compound review with a real agent CLI", () => {
  it.each(ready())("%s reads the day, and what two groups found is one issue", async (cli) => {
    factory = await startFactory(cli, reviewed);
    const { journey } = factory;
    const { owner, worker } = journey;
    await journey.settled(500);
    const began = Date.now();
    await owner.comment(1, "@adf:compound-review please");
    const groups = () => worker.lines.filter((line) => line.event === "compound.group_done").length;
    await until(
      () => groups() === 5,
      () => `${groups()} of 5 groups have answered`,
      500,
    );
    console.log(`${cli} | reviewed by 5 groups after ${((Date.now() - began) / 1000).toFixed(1)} s`);
    expect(await worker.seen("compound.ended")).toMatchObject({ found: 1, filed: 1, groups: 5, skipped: 1 });
    const filed = await until(async () => {
      const issues: Json[] = await owner.list("/issues?state=all&type=issues");
      return issues.find((i) => i.title === "The note has no date") ?? null;
    }, "the issue");
    expect(filed.body).toContain("found by the compound review for domain and quality");
    expect(filed.labels.map((l: Json) => l.name)).toContain("needs-human");
  });
});
