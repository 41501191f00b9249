/**
 * Which agent CLIs this machine has, and whether somebody is logged in to them: by their version, and by whether the file or
 * the variable is there that their own login leaves. Nothing of it is read, and nothing is asked over the network.
 */
import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** The slowest of them takes about two seconds to start on a small machine. */
const PATIENCE_MS = 8_000;
/** An emptied file of credentials is `{}` and a line's end. */
const EMPTY_BYTES = 4;

export interface AgentCli {
  readonly name: string;
  /** Null where it is there and does not start. */
  readonly version: string | null;
  /** What shows a login; null where nothing does. */
  readonly login: string | null;
  /** The command that logs in. */
  readonly to_log_in: string;
}

interface Known {
  readonly variables: readonly string[];
  readonly file: (home: string, env: Env) => string;
  readonly to_log_in: string;
}
type Env = Readonly<Record<string, string | undefined>>;

const KNOWN: Readonly<Record<string, Known>> = {
  claude: {
    variables: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"],
    file: (home, env) => join(env.CLAUDE_CONFIG_DIR ?? join(home, ".claude"), ".credentials.json"),
    to_log_in: "claude, then /login",
  },
  opencode: {
    variables: [],
    file: (home, env) => join(env.XDG_DATA_HOME ?? join(home, ".local/share"), "opencode/auth.json"),
    to_log_in: "opencode auth login",
  },
  codex: {
    variables: ["CODEX_API_KEY"],
    file: (home, env) => join(env.CODEX_HOME ?? join(home, ".codex"), "auth.json"),
    to_log_in: "codex login",
  },
  gemini: {
    variables: ["GEMINI_API_KEY"],
    file: (home) => join(home, ".gemini/oauth_creds.json"),
    to_log_in: "gemini, once",
  },
};

export async function agentClis(home: string, env: Env): Promise<readonly AgentCli[]> {
  const found = await Promise.all(
    Object.entries(KNOWN).map(async ([name, known]) => {
      const version = await versionOf(name, env);
      return version === undefined
        ? []
        : [{ name, version, login: loginOf(known, home, env), to_log_in: known.to_log_in }];
    }),
  );
  return found.flat();
}

/** Undefined where there is no such program. */
async function versionOf(name: string, env: Env): Promise<string | null | undefined> {
  try {
    const { stdout } = await run(name, ["--version"], { env, timeout: PATIENCE_MS });
    return /\d+\.\d+\.\d+[\w.+-]*/.exec(stdout)?.[0] ?? null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : null;
  }
}

function loginOf({ variables, file }: Known, home: string, env: Env): string | null {
  const variable = variables.find((name) => (env[name] ?? "") !== "");
  if (variable !== undefined) return variable;
  const path = file(home, env);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size > EMPTY_BYTES ? path.replace(`${home}/`, "~/") : null;
}

/** What is found on this machine, for a person. */
export function describeClis(found: readonly AgentCli[]): string {
  if (found.length === 0)
    return "No agent CLI is on this machine's PATH. The runner needs one on its own machine: claude, opencode, codex or gemini.";
  return found
    .map(({ name, version, login, to_log_in }) => {
      if (version === null) return `${name}: is there, and does not start: ${name} --version`;
      const state = login === null ? `no login found; to log in: ${to_log_in}` : `logged in (${login})`;
      return `${name} ${version}: ${state}`;
    })
    .join("\n");
}
