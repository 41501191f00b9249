/**
 * `adf-thinker`, an agent CLI of the sample with two bad habits, given to it by its arguments: at its first attempt at
 * the issue `--stalls-at` it says a word and falls silent, and for the issue `--burns-at` it spends `--usd` and has nothing to
 * show. All else it hands to adf-repair, with the same arguments. The runner knows none of this: it sees a program.
 */
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    issue: { type: "string", default: "" },
    "stalls-at": { type: "string", default: "none" },
    "burns-at": { type: "string", default: "none" },
    usd: { type: "string", default: "0" },
    role: { type: "string", default: "developer" },
    "prompt-file": { type: "string", default: "" },
    outputs: { type: "string", default: "" },
    version: { type: "boolean", default: false },
  },
});

/** What it does in place of working, at the issues that it was given for that. */
async function misbehave() {
  const first = /^Attempt: 1$/m.test(readFileSync(values["prompt-file"], "utf8"));
  if (values.issue === values["stalls-at"] && first) {
    console.log("Reading the issue …");
    await pause(2 ** 31 - 1);
  }
  if (values.issue === values["burns-at"]) {
    console.log("Thinking about it from every side …");
    await pause(1_000);
    console.log(`I have no answer yet. cost: ${values.usd} USD`);
    process.exit(3);
  }
}

if (!values.version) await misbehave();
const { role, outputs } = values;
const work = ["--role", role, "--prompt-file", values["prompt-file"], "--outputs", outputs];
process.argv.splice(2, Infinity, ...(values.version ? ["--version"] : work));
await import("../../../repair/main.mjs");
