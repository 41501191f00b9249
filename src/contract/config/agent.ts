/** `[[agents]]`, `[[providers]]` and `[[runners]]`: who works, with which models, on which machines. */
import * as z from "zod";
import { Role } from "../job.ts";
import { Name } from "../names.ts";
import { Hosts, NetworkMode } from "./network.ts";
import { flag, usd, whole, word } from "./section.ts";
import { Template } from "./work.ts";

export const AgentConfig = z.strictObject({
  name: Name,
  role: Role,
  /** The project it works for; may be left out when there is only one. */
  project: Name.optional(),
  /** Which of the forge accounts (a key of the secret FORGE_TOKENS) writes for it. Defaults to its role. */
  account: word(60).optional(),
  /** Jobs at one time. */
  slots: whole(1, 16, 1),
  enabled: flag(true),
  /** Labels of issues that an idle developer gets before any other developer. */
  handles: z.array(word(100)).max(30).default([]),
  /** Its CLI and model win over the scenario routes. */
  pin: flag(false),
  /** Used when no scenario route fits, never instead of one unless pinned. */
  cli: word(60).optional(),
  model: word(100).optional(),
  /** In place of its project's. */
  network: NetworkMode.optional(),
  hosts: Hosts.optional(),
  /** Its own prompt template, for the work of its role. */
  prompt: Template,
});
export type AgentConfig = z.infer<typeof AgentConfig>;

export const ProviderConfig = z.strictObject({
  id: word(60),
  enabled: flag(true),
  hour_usd: usd.optional(),
  day_usd: usd.optional(),
});
export type ProviderConfig = z.infer<typeof ProviderConfig>;

export const RunnerConfig = z.strictObject({
  name: Name,
  enabled: flag(true),
  /** Only these projects; all when empty. */
  projects: z.array(Name).max(20).default([]),
});
export type RunnerConfig = z.infer<typeof RunnerConfig>;
