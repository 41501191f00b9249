/** The runner's own log, without the secrets of this machine that the runner was told. */
import type { RunnerSettings } from "../config/options.ts";
import { createRedactor } from "./redact.ts";

export function quietAbout(settings: RunnerSettings, credential: string): RunnerSettings {
  const variables = Object.values(settings.agents).flatMap((agent) => Object.values(agent.env));
  const values = variables.map((name) => process.env[name]).filter((value) => value !== undefined);
  const { data } = createRedactor([credential, ...values]);
  return { ...settings, log: (record) => settings.log(data(record)) };
}
