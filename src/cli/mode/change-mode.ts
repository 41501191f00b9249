/** Another mode for one project of an orchestrator.toml: one line of the text, the rest stays as people wrote it. */
import type { Mode } from "../../contract/config.ts";
import { loadConfig } from "../../core/config/load.ts";
import { locate } from "../../core/config/locate.ts";
import { err, ok, type Result } from "../../core/result.ts";
import { applyEdits, setKey } from "../../core/setup/edit.ts";

export function withMode(text: string, project: string, mode: Mode): Result<string, string> {
  const before = loadConfig(text);
  if (!before.ok) return err(before.error.map((c) => `${c.at}: ${c.message}`).join("\n"));
  const names = before.value.projects.map((p) => p.name);
  const at = names.indexOf(project);
  if (at < 0) return err(`it has no project "${project}"; it has ${names.join(", ")}`);
  if (before.value.projects[at]?.mode === mode) return ok(text);
  const edit = setKey(text, locate(text), ["projects", at], "mode", mode, "name");
  const after = edit === null ? text : applyEdits(text, [edit]);
  // What is handed on loads, says the new mode, and changed nothing else.
  const loaded = loadConfig(after);
  const wanted = structuredClone(before.value);
  Object.assign(wanted.projects[at] ?? {}, { mode });
  if (loaded.ok && JSON.stringify(loaded.value) === JSON.stringify(wanted)) return ok(after);
  return err(
    `it is written in a way that only a person can edit: set mode = "${mode}" in the project "${project}"`,
  );
}
