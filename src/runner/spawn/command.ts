/** From a command template and an offer to the exact argv and environment of the agent's process. Pure. */
import type { JobOffer } from "../../contract/runner.ts";
import type { AgentCommand, Placeholder } from "../config/options.ts";
import type { Workspace } from "../state/workspace.ts";

export function argvFor(command: AgentCommand, offer: JobOffer, space: Workspace): string[] {
  const words: Record<Placeholder, string> = {
    role: offer.role,
    kind: offer.kind,
    agent: offer.agent,
    issue: String(offer.issue),
    job: offer.job,
    model: offer.model,
    provider: offer.provider,
    prompt_file: space.promptFile,
    outputs_file: space.outputsFile,
    checkout: space.checkout,
  };
  // One pass over the template only: a word that itself looks like a placeholder stays as it is.
  return command.argv.map((part) =>
    part.replace(/\{([a-z_]+)\}/g, (whole, name) => words[name as Placeholder] ?? whole),
  );
}

/** The name of the one variable this job may see, if any. */
export function secretVariable(command: AgentCommand, provider: string): string | null {
  const name = Array.isArray(command.env) ? command.env[0] : command.env[provider];
  return name ?? null;
}

/** Built from nothing: what is not named here, the agent does not see. */
export function environmentFor(
  command: AgentCommand,
  offer: JobOffer,
  space: Workspace,
  own: NodeJS.ProcessEnv,
): Record<string, string> {
  const secret = secretVariable(command, offer.provider);
  const value = secret === null ? undefined : own[secret];
  return {
    PATH: own.PATH ?? "/usr/local/bin:/usr/bin:/bin",
    LANG: own.LANG ?? "C.UTF-8",
    HOME: space.home,
    TMPDIR: space.tmp,
    ADF_JOB: space.marker,
    ADF_ROLE: offer.role,
    ADF_OUTPUTS: space.outputsFile,
    ...(secret === null || value === undefined ? {} : { [secret]: value }),
  };
}
