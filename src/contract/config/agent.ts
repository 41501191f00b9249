/** `[[agents]]`, `[[providers]]` and `[[runners]]`: who works, with which models, on which machines. */
import * as z from "zod";
import { Role } from "../job.ts";
import { Name } from "../names.ts";
import { flag, whole, word } from "./section.ts";

export const AgentConfig = z
  .strictObject({
    name: Name.describe("What stands in a mention: @adf:<name>."),
    role: Role.describe("What it is for. The role, not the name, decides which jobs it gets."),
    project: Name.optional().describe(
      "The project it works for; may be left out when there is only one. The same name may be used in each project.",
    ),
    account: word(60)
      .optional()
      .describe(
        "Which forge account writes for it: a key of the secret FORGE_TOKENS. Its role when left out.",
      ),
    slots: whole(1, 16, 1, "Jobs at one time."),
    enabled: flag(true, "With false, it gets no jobs."),
    handles: z
      .array(word(100))
      .max(30)
      .default([])
      .describe("Labels of issues that go to this agent before any other of its role."),
    pin: flag(false, "With true, its cli and model win over the scenario routes."),
    cli: word(60)
      .optional()
      .describe("The agent CLI to use when no scenario route fits, as in claude or opencode."),
    model: word(100)
      .optional()
      .describe("The model to use when no scenario route fits; an alias such as opus, never a dated build."),
  })
  .describe("A named worker. Write one [[agents]] for each.");
export type AgentConfig = z.infer<typeof AgentConfig>;

export const ProviderConfig = z
  .strictObject({
    id: word(60).describe("As the routes of the scenario files name it, as in anthropic."),
    enabled: flag(true, "With false, no route of this provider is taken."),
    hour_usd: z.number().min(0).max(1_000_000).optional().describe("Cap for an hour (UTC), in US dollars."),
    day_usd: z.number().min(0).max(1_000_000).optional().describe("Cap for a day (UTC), in US dollars."),
  })
  .describe("A provider of models. Only needed to switch one off or to cap it.");
export type ProviderConfig = z.infer<typeof ProviderConfig>;

export const RunnerConfig = z
  .strictObject({
    name: Name.describe("As the runner registered itself."),
    enabled: flag(true, "With false, it gets no jobs."),
    projects: z.array(Name).max(20).default([]).describe("Only these projects; all when empty."),
    slots: whole(1, 64, 4, "Jobs at one time on this machine."),
  })
  .describe("A machine that runs jobs. Only needed to restrict one: every registered runner is used.");
export type RunnerConfig = z.infer<typeof RunnerConfig>;
