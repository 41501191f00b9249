/**
 * A scripted agent CLI for journeys. What it plays stands in the issue: a line `Play: <name>`. Everything it learns
 * and does is noted as one JSON line per event in `<notes>/journal.ndjson`, so that a test can wait for it.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { compound } from "./compound.mjs";
import { coordinator } from "./coordinator.mjs";
import { developer } from "./developer.mjs";
import { gatekeeper } from "./gatekeeper.mjs";
import { hostile } from "./hostile.mjs";
import { keep, note } from "./note.mjs";
import { troublesome } from "./troublesome.mjs";

const option = { type: "string" };
const { values } = parseArgs({
  options: { role: option, kind: option, issue: option, job: option, prompt: option, notes: option },
});
const prompt = readFileSync(values.prompt, "utf8");
const task = {
  ...values,
  prompt,
  plays: [...prompt.matchAll(/^Play: ([a-z0-9-]+)/gm)].map((m) => m[1]),
  attempt: Number(/^Attempt: (\d+)/m.exec(prompt)?.[1] ?? 1),
  head: /^Head: ([0-9a-f]+)/m.exec(prompt)?.[1] ?? null,
  request: /^## Request\n\n`+text\n([\s\S]*?)\n`+/m.exec(prompt)?.[1] ?? "",
  outputs: process.env.ADF_OUTPUTS,
  folder: values.notes,
};
process.stdout.write(`playing ${values.job}\n`);
// Before its beginning is told: whoever has seen that reads the file.
keep(task, `prompt-${task.job}.md`, prompt);
note(task, "began", { pid: process.pid, attempt: task.attempt, request: task.request, cwd: process.cwd() });
const troubled = await troublesome(task);
if (!troubled) {
  if (task.plays.includes("hostile")) await hostile(task);
  else if (task.kind === "change") await developer(task);
  else if (task.kind === "plan") await coordinator(task);
  else if (task.kind === "compound") compound(task);
  else gatekeeper(task);
}
note(task, "ended", { pid: process.pid });
