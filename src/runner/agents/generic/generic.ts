/**
 * Any other CLI, by a template of its arguments. What it prints is only understood as far as the configuration's patterns
 * say; `adf-repair` needs none.
 */
import { ok } from "../../../core/result.ts";
import type { AgentAdapter, RunOrder } from "../adapter.ts";
import type { AgentCommand, Placeholder } from "../command.ts";
import { readGeneric } from "./read.ts";

export const generic: AgentAdapter = {
  title: "The agent CLI",
  program: "",
  install: "",
  version: [],
  login: { command: "", file: null, keys: variables, required: false },
  api: () => [],
  instructions: ["AGENTS.md"],
  withheld: [],
  hooked: false,
  plain: true,
  conversation: null,
  literal: null,
  read: readGeneric,
  plan: (order) => ok({ argv: argvFor(order), env: environment(order), files: [], promptOnStdin: false }),
};

/** The name of the one variable this job may see, if any. */
function variables({ env }: AgentCommand, provider: string): string[] {
  const name = Array.isArray(env) ? env[0] : env[provider];
  return name === undefined ? [] : [name];
}

const environment = ({ credential }: RunOrder): Record<string, string> =>
  credential.kind === "key" ? { [credential.name]: credential.value } : {};

export function argvFor({ command, offer, space }: Pick<RunOrder, "command" | "offer" | "space">): string[] {
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
