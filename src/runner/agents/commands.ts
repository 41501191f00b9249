/** What starts a job: the agent CLI that the offer names, or a shell for the project's own commands. */
import type { JobOffer } from "../../contract/runner.ts";
import type { RunnerSettings } from "../config/options.ts";
import { AgentCommand } from "./command.ts";

/** The offer's prompt is the script. It runs as an agent does: in its checkout, sandboxed, guarded, watched and recorded. */
const SHELL = AgentCommand.parse({ cli: "generic", argv: ["/bin/sh", "{prompt_file}"] });

export const isScript = ({ kind }: Pick<JobOffer, "kind">): boolean => kind === "check" || kind === "revert";

/** Undefined where this machine has no such CLI. */
export const commandOf = (
  { agents }: Pick<RunnerSettings, "agents">,
  offer: Pick<JobOffer, "kind" | "cli">,
): AgentCommand | undefined => (isScript(offer) ? SHELL : agents[offer.cli]);
