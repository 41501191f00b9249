/** One `[[projects]]` table: a repository, when it is worked on, and how far the factory is trusted there. */
import * as z from "zod";
import { Name, RepoPath } from "../names.ts";
import { Cron } from "./schedule.ts";
import { flag, word } from "./section.ts";

/**
 * `observe` decides everything and writes nothing; `approve` asks a person for each effect; `auto` acts.
 */
export const Mode = z.enum(["observe", "approve", "auto"]);
export type Mode = z.infer<typeof Mode>;

export const ProjectConfig = z
  .strictObject({
    name: Name.describe("What people and @adf:<project>/<agent> call it."),
    repo: RepoPath.max(200).describe("The repository on the forge, as owner/name."),
    branch: word(200).default("main").describe("The branch that pull requests are merged into."),
    schedule: Cron.default("0 1-9 * * *").describe(
      "When the coordinator looks for work of its own accord: minute, hour, day, month, weekday.",
    ),
    timezone: word(60).default("UTC").describe("The zone of the schedule, as in Europe/Vienna."),
    active: z
      .enum(["schedule", "always"])
      .default("schedule")
      .describe(
        "schedule: picks only in the hours that the schedule names, and at each end of a job within them. always: at any time.",
      ),
    mode: Mode.default("auto").describe(
      "observe: decides everything and writes nothing. approve: asks a person for each effect. auto: acts.",
    ),
    enabled: flag(true, "With false, nothing is picked and nothing is dispatched in this project."),
  })
  .describe("A repository that the factory works on. Write one [[projects]] for each.");
export type ProjectConfig = z.infer<typeof ProjectConfig>;
