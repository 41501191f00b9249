/** `--agent`: the agent CLI of a factory on one machine, looked for before anything is started. */
import type { FactoryOptions } from "../../local/factory/factory.ts";
import { type DetectedCli, detectCli } from "../../runner/agents/detect.ts";
import { ownKeyring } from "../../runner/agents/prepare.ts";
import type { KnownCli } from "../../runner/agents/registry.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

export type StartAgent = Pick<FactoryOptions, "agents" | "limits">;

export interface AgentOptions {
  readonly model?: string;
  readonly baseUrl?: string;
  readonly key?: string;
}

/** A model thinks for minutes where the search of adf-repair needs seconds, and its provider wants longer pauses. */
const LIMITS = { wall_secs: 3_600, stall_secs: 300, backoff_secs: 10, backoff_max_secs: 300 } as const;

export async function agentFor(cli: KnownCli, options: AgentOptions): Promise<StartAgent> {
  const { model, baseUrl, key } = options;
  if (baseUrl !== undefined && !URL.canParse(baseUrl)) {
    throw new CliError(EXIT.usage, {
      what: `${baseUrl} is no address`,
      why: "--base-url says where the model answers",
      next: `npm start -- --agent ${cli} --base-url http://127.0.0.1:11434/v1`,
    });
  }
  if (key !== undefined && (baseUrl === undefined || (process.env[key] ?? "") === "")) {
    throw new CliError(EXIT.usage, {
      what: `--key ${key} cannot be used`,
      why:
        baseUrl === undefined
          ? "it is the key of what --base-url names"
          : `${key} is not set in your environment`,
      next: baseUrl === undefined ? "add --base-url" : `export ${key}=…, and start again`,
    });
  }
  const found = await detectCli(cli, ownKeyring());
  checkFound(found, baseUrl !== undefined);
  const entry = {
    cli,
    ...(baseUrl === undefined ? {} : { base_url: baseUrl }),
    ...(key === undefined ? {} : { key }),
    ...(model === undefined ? {} : { models: { "*": model } }),
  };
  return { agents: { [cli]: entry }, limits: LIMITS };
}

function checkFound(found: DetectedCli, elsewhere: boolean): void {
  if (found.program === null) {
    throw new CliError(EXIT.refused, {
      what: `${found.title} is not on this machine`,
      why: `there is no ${found.cli} on the PATH`,
      next: found.install,
    });
  }
  if (found.login === null && !elsewhere) {
    throw new CliError(EXIT.refused, {
      what: `${found.title} is not logged in`,
      why: "neither a key in the environment nor a login of yours was found, and every job would fail",
      next: found.login_command,
    });
  }
}

/** Options that mean something only beside --agent are not ignored without it. */
export function noAgent({ model, baseUrl, key }: AgentOptions): StartAgent {
  const [given] = Object.entries({ "--model": model, "--base-url": baseUrl, "--key": key }).filter(
    ([, value]) => value !== undefined,
  );
  if (given === undefined) return {};
  throw new CliError(EXIT.usage, {
    what: `${given[0]} needs --agent`,
    why: "adf-repair, which works without it, asks no model",
    next: `npm start -- --agent claude ${given[0]} ${given[1]}`,
  });
}
