/** One issue from filed to merged, by the whole factory with a real agent CLI in it and a scripted model behind that. */
import { afterEach, describe, expect, it } from "vitest";
import { issue, type Journey, startJourney } from "../support/journey/journey.ts";
import type { Question, Turn } from "../support/models/script.ts";
import { type ScriptedModel, startScriptedModel } from "../support/models/server.ts";
import { entryFor, offTheNetwork } from "./rig.ts";
import { ready } from "./versions.ts";

/** Does what the prompt asks, as a model would: works, judges, and writes the outputs file. */
function play({ text, turn }: Question): Turn {
  if (turn > 0) return { kind: "say", text: "I am done." };
  if (text.includes("# Task: change")) {
    const outputs = { version: 1, pull_request: { title: "Write the note", body: "As the issue asks." } };
    const steps = [
      "mkdir -p notes",
      "echo 'about shells' > notes/shells.txt",
      "git add notes",
      "git commit -qm 'Write the note'",
      `printf '%s' '${JSON.stringify(outputs)}' > "$ADF_OUTPUTS"`,
    ];
    return { kind: "run", command: steps.join(" && ") };
  }
  // Gemini CLI refuses a command in which another one is substituted, so the head is taken from the prompt.
  const head_sha = /Head: ([0-9a-f]{40,64})/.exec(text)?.[1] ?? "";
  const verdict = { result: "pass", confidence: 0.9, head_sha, summary: "It says what was asked." };
  return {
    kind: "run",
    command: `printf '%s' '${JSON.stringify({ version: 1, verdict })}' > "$ADF_OUTPUTS"`,
  };
}

describe("a factory with a real agent CLI", () => {
  let journey: Journey | null = null;
  let model: ScriptedModel | null = null;
  afterEach(async () => {
    await journey?.close();
    await model?.close();
    journey = null;
    model = null;
  });

  it.each(ready())("%s closes an issue", async (cli) => {
    const scripted = await startScriptedModel(play);
    model = scripted;
    offTheNetwork(scripted.url);
    journey = await startJourney({
      issues: [issue("shells", "")],
      agents: { [cli]: entryFor(cli, scripted.url) },
      limits: { wall_secs: 120, stall_secs: 90 },
    });
    const began = Date.now();
    const project = await journey.settled(160);
    const [item] = project.work_items;
    console.log(`${cli} | merged after ${((Date.now() - began) / 1000).toFixed(1)} s`);
    expect(item).toMatchObject({ phase: "done", attempts: 1 });
    expect(item?.jobs.map((job) => [job.kind, job.outcome, job.cli])).toEqual([
      ["change", "success", cli],
      ["review", "success", cli],
    ]);
    const pull = await journey.owner.get(`/pulls/${item?.pull_request}`);
    expect(pull).toMatchObject({ merged: true, title: "Write the note" });
    expect(scripted.asked.every((question) => question.model === "scripted-1")).toBe(true);
  });
});
