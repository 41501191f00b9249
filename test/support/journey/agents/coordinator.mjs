/**
 * The coordinator's model, played by the test: it waits for the file `plan` in the notes folder, takes it away, and leaves its
 * content as the outputs file. An empty file is an answer that was never left.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./note.mjs";

export async function coordinator(task) {
  await until(task, "plan");
  const file = join(task.folder, "plan");
  const said = readFileSync(file, "utf8");
  rmSync(file);
  if (said !== "") writeFileSync(task.outputs, said);
}
