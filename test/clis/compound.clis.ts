/** A compound review in which a real agent CLI reads what was merged, with a scripted model behind it. */
import { afterEach, describe, expect, it } from "vitest";
import type { Json } from "../support/journey/forge.ts";
import { until } from "../support/journey/journal.ts";
import { issue, type Journey, startJourney } from "../support/journey/journey.ts";
import type { Question, Turn } from "../support/models/script.ts";
import { type ScriptedModel, startScriptedModel } from "../support/models/server.ts";
import { entryFor, offTheNetwork } from "./rig.ts";
import { ready } from "./versions.ts";

/** Writes the note, passes it, and finds fault with it in two of the groups; the others find nothing. */
function play({ text, turn }: Question): Turn {
  if (turn > 0) return { kind: "say", text: "I am done." };
  const leave = (outputs: object) =>
    `printf '%s' '${JSON.stringify({ version: 1, ...outputs })}' > "$ADF_OUTPUTS"`;
  if (text.includes("# Task: change"))
    return {
      kind: "run",
      command: `mkdir -p notes && echo 'about shells' > notes/shells.txt && git add notes && git commit -qm Note && ${leave({ summary: "Written." })}`,
    };
  if (text.includes("# Task: compound review")) {
    const [, group] = /# Task: compound review, (\w+)/.exec(text) ?? [];
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
    return { kind: "run", command: `git diff --stat ${range} && ${leave({ compound: { findings } })}` };
  }
  const head_sha = /Head: ([0-9a-f]{40,64})/.exec(text)?.[1] ?? "";
  const verdict = { result: "pass", confidence: 0.9, head_sha, summary: "It says what was asked." };
  return { kind: "run", command: leave({ verdict }) };
}

describe("a compound review with a real agent CLI", () => {
  let journey: Journey | null = null;
  let model: ScriptedModel | null = null;
  afterEach(async () => {
    await journey?.close();
    await model?.close();
    journey = null;
    model = null;
  });

  it.each(ready())("%s reads the day, and what two groups found is one issue", async (cli) => {
    const scripted = await startScriptedModel(play);
    model = scripted;
    offTheNetwork(scripted.url);
    journey = await startJourney({
      issues: [issue("shells", "")],
      agents: { [cli]: entryFor(cli, scripted.url) },
      limits: { wall_secs: 120, stall_secs: 90 },
    });
    const { owner, worker } = journey;
    await journey.settled(160);
    const began = Date.now();
    await owner.comment(1, "@adf:compound-review please");
    const groups = () => worker.lines.filter((line) => line.event === "compound.group_done").length;
    await until(
      () => groups() === 5,
      () => `${groups()} of 5 groups have answered`,
      240,
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
