/** Two projects as people answer for them, what setup writes for the first, and setup's plan as a value. */
import { loadConfig } from "../../../src/core/config/load.ts";
import { type RawAnswers, readAnswers } from "../../../src/core/setup/answers.ts";
import { planOrchestrator } from "../../../src/core/setup/orchestrator.ts";

export const TWINS: RawAnswers = {
  project: "digital-twins",
  repo: "terraphim/digital-twins",
  forge: "https://git.example",
  coordinatorModel: "zai-coding-plan/glm-5",
  agents: ["developer", "reviewer", "qa"],
  reviewGate: "reviewer",
  cronSchedule: "0 1-9 * * *",
};
export const TIDES: RawAnswers = {
  project: "tides",
  repo: "ada/tides",
  forge: "https://git.example",
  agents: ["developer", "reviewer"],
  timezone: "Europe/Vienna",
};

export const GOLDEN = `#:schema ./src/contract/orchestrator.schema.json
[gitea]
url = "https://git.example"
trusted = ["terraphim"]

[[projects]]
name = "digital-twins"
repo = "terraphim/digital-twins"
mode = "observe"

[[agents]]
name = "coordinator"
role = "coordinator"
model = "zai-coding-plan/glm-5"
[[agents]]
name = "developer"
role = "developer"
[[agents]]
name = "reviewer"
role = "reviewer"
[[agents]]
name = "qa"
role = "qa"
`;

export function plan(existing: string | null, raw: RawAnswers) {
  const answers = readAnswers(raw);
  if (!answers.ok) throw new Error(answers.error.map((one) => one.message).join("\n"));
  return planOrchestrator(existing, answers.value);
}

export function planned(existing: string | null, raw: RawAnswers) {
  const made = plan(existing, raw);
  if (!made.ok) throw new Error(made.error.map((one) => one.message).join("\n"));
  return made.value;
}

export const config = (text: string) => {
  const loaded = loadConfig(text);
  if (!loaded.ok) throw new Error(loaded.error.map((one) => one.message).join("\n"));
  return loaded.value;
};
