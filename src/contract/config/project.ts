/** One `[[projects]]` table: a repository, when it is worked on, and how far the factory is trusted there. */
import * as z from "zod";
import { Layer } from "../layer.ts";
import { Name, RepoPath } from "../names.ts";
import { Gates, Trusted } from "./forge.ts";
import { Hosts, NetworkMode } from "./network.ts";
import { Cron } from "./schedule.ts";
import { flag, word } from "./section.ts";

/** `observe` decides everything and writes nothing; `approve` asks a person for each effect; `auto` acts. */
export const Mode = z.enum(["observe", "approve", "auto"]);
export type Mode = z.infer<typeof Mode>;

export const ProjectConfig = z.strictObject({
  name: Name,
  repo: RepoPath.max(200),
  branch: word(200).default("main"),
  /** When the coordinator looks for work of its own accord. */
  schedule: Cron.default("0 1-9 * * *"),
  timezone: word(60).default("UTC"),
  /**
   * `schedule`: picks only in the hours its schedule names, and at each end of a job within them.
   * `always`: at any time (the sample project).
   */
  active: z.enum(["schedule", "always"]).default("schedule"),
  mode: Mode.default("auto"),
  /** In place of `[gitea] trusted`: who commands another project of the deployment commands nothing here by that. */
  trusted: Trusted.optional(),
  /** In place of `[review_gate] agent`: one gate, or several that judge at the same time. */
  review_gate: Gates.optional(),
  /** In place of `[review_gate] commands`. */
  qa_commands: z.array(word(500)).min(1).max(20).optional(),
  /** `require`: its agents run inside a sandbox or not at all; `auto`: inside one where the runner's machine has it. */
  sandbox: z.enum(["auto", "require"]).default("auto"),
  /** Layers without which its jobs wait; `sandbox = "require"` and a `network` that is not full say the same of theirs. */
  requires: z.array(Layer).max(5).default([]),
  network: NetworkMode.default("full"),
  /** With `allow-list`: what may be reached besides the address of the model. */
  hosts: Hosts.default([]),
  /** Below the routes and below what an agent names itself. */
  cli: word(60).optional(),
  model: word(100).optional(),
  enabled: flag(true),
});
export type ProjectConfig = z.infer<typeof ProjectConfig>;
