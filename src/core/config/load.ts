/** The Worker's door: TOML text → a checked configuration, or everything that refuses it, at once. */
import type { OrchestratorConfig } from "../../contract/config.ts";
import { err, ok, type Result } from "../result.ts";
import type { Refusal } from "./complaint.ts";
import { judge } from "./judge.ts";
import { blot } from "./secrets.ts";

export type { Refusal } from "./complaint.ts";

export function loadConfig(text: string): Result<OrchestratorConfig, readonly Refusal[]> {
  const judged = judge(text);
  if (!judged.ok) {
    const { line, column, message } = judged.error;
    return err([{ at: `line ${line}, column ${column}`, message: blot(message) }]);
  }
  const { config, secrets, issues, findings } = judged.value;
  if (config !== null) return ok(config);
  return err(
    [...secrets, ...issues, ...findings].map(({ path, message }) => ({
      at: path.join(".") || "(file)",
      message: blot(message),
    })),
  );
}
