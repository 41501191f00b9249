/** What a scripted agent tells its test, outside every channel of the product; and how it waits for the test. */
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function note(task, event, fields = {}) {
  const { kind, role, issue, job } = task;
  const line = JSON.stringify({ event, kind, role, issue: Number(issue), job, ...fields });
  appendFileSync(join(task.folder, "journal.ndjson"), `${line}\n`);
}

/** For the test to read, whole. */
export const keep = (task, name, text) => writeFileSync(join(task.folder, name), text);

/** Prints while it waits, so that it is no stall. */
export async function until(task, name) {
  while (!existsSync(join(task.folder, name))) {
    process.stdout.write(".");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function answer(task, outputs) {
  writeFileSync(task.outputs, JSON.stringify({ version: 1, ...outputs }));
}
