/** A configuration, its scenarios and the prompts, checked as the Worker will check them; what is said of all in one list. */

import type { OrchestratorConfig } from "../../contract/config.ts";
import { checkConfig } from "../../core/config/check.ts";
import type { Code, Complaint } from "../../core/config/complaint.ts";
import { loadPrompts, type PromptComplaint, type PromptFile } from "../../core/prompt/prompt-set.ts";
import type { Complaint as ScenarioComplaint } from "../../core/routing/complaint.ts";
import { loadScenarios, type ScenarioFile, type ScenarioSet } from "../../core/routing/scenario-set.ts";
import { inFolder, SHIPPED_SCENARIOS } from "../scenario-folder.ts";

export interface Said extends Omit<Complaint, "code"> {
  readonly file: string;
  readonly code: Code | "scenario" | "template";
}

export interface Examined {
  readonly config: OrchestratorConfig | null;
  readonly scenarios: ScenarioSet | null;
  /** Null when a prompt template has an error. */
  readonly prompt_version: string | null;
  readonly said: readonly Said[];
}

export function examine(
  file: string,
  text: string,
  files: readonly ScenarioFile[],
  prompts: readonly PromptFile[],
  folder: string = SHIPPED_SCENARIOS,
): Examined {
  const loaded = loadScenarios(files);
  const scenarios = loaded.ok ? loaded.value : null;
  const { config, complaints } = checkConfig(text, scenarios, new Date().toISOString().slice(0, 10));
  const ofScenarios = (loaded.ok ? loaded.value.warnings : loaded.error)
    .map(inFolder(folder))
    .map(fromScenario);
  const templates = loadPrompts(prompts);
  const ofPrompts = templates.ok ? [] : templates.error.map(fromPrompt);
  return {
    config,
    scenarios,
    prompt_version: templates.ok ? templates.value.version : null,
    said: [...complaints.map((one) => ({ file, ...one })), ...ofScenarios, ...ofPrompts],
  };
}

const fromPrompt = (one: PromptComplaint): Said => ({
  ...one,
  at: one.file,
  severity: "error",
  code: "template",
  help: "",
});

const fromScenario = ({ file, severity, line, column, message, source }: ScenarioComplaint): Said => ({
  file,
  at: file,
  message,
  severity,
  code: "scenario",
  line,
  column,
  length: 1,
  source,
  expected: "",
  nearest: "",
  help: "",
});

export const count = (said: readonly Said[], severity: Said["severity"]): number =>
  said.filter((one) => one.severity === severity).length;
