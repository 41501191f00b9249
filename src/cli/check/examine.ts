/** A configuration and its scenarios, checked as the Worker will check them; what is said of both in one list. */

import type { OrchestratorConfig } from "../../contract/config.ts";
import { checkConfig } from "../../core/config/check.ts";
import type { Code, Complaint } from "../../core/config/complaint.ts";
import type { Complaint as ScenarioComplaint } from "../../core/routing/complaint.ts";
import { loadScenarios, type ScenarioFile, type ScenarioSet } from "../../core/routing/scenario-set.ts";

export interface Said extends Omit<Complaint, "code"> {
  readonly file: string;
  readonly code: Code | "scenario";
}

export interface Examined {
  readonly config: OrchestratorConfig | null;
  readonly scenarios: ScenarioSet | null;
  readonly said: readonly Said[];
}

export function examine(file: string, text: string, files: readonly ScenarioFile[]): Examined {
  const loaded = loadScenarios(files);
  const scenarios = loaded.ok ? loaded.value : null;
  const { config, complaints } = checkConfig(text, scenarios);
  const ofScenarios = (loaded.ok ? loaded.value.warnings : loaded.error).map(fromScenario);
  return { config, scenarios, said: [...complaints.map((one) => ({ file, ...one })), ...ofScenarios] };
}

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
