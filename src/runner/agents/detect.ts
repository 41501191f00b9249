/** Which agent CLIs this machine has: where, in which version, and how each is logged in. Nothing is asked of a network. */
import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import type { AgentAdapter } from "./adapter.ts";
import { AgentCommand } from "./command.ts";
import type { Keyring } from "./endpoint.ts";
import { ADAPTERS, KNOWN_CLIS, type KnownCli } from "./registry.ts";

export interface DetectedCli {
  readonly cli: KnownCli;
  readonly title: string;
  /** Where it is; null when it is not on the PATH. */
  readonly program: string | null;
  /** Null when it could not be asked. */
  readonly version: string | null;
  /** The variable or file it would log in with; null when it is not logged in. */
  readonly login: string | null;
  /** The commands that mend either. */
  readonly install: string;
  readonly login_command: string;
}

/** All known CLIs, those that are not there too. */
export const detectClis = (keyring: Keyring): Promise<DetectedCli[]> =>
  Promise.all(KNOWN_CLIS.map((cli) => detectCli(cli, keyring)));

export async function detectCli(cli: KnownCli, keyring: Keyring): Promise<DetectedCli> {
  const adapter = ADAPTERS[cli];
  const program = findProgram(adapter.program, keyring.env.PATH ?? "");
  return {
    cli,
    title: adapter.title,
    program,
    version: program === null ? null : await versionOf(adapter, program, keyring.env.PATH ?? ""),
    login: loginOf(adapter, cli, keyring),
    install: adapter.install,
    login_command: adapter.login.command,
  };
}

export function findProgram(program: string, path: string): string | null {
  const places = isAbsolute(program) ? [program] : path.split(delimiter).map((dir) => join(dir, program));
  return places.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

const run = promisify(execFile);
const PATIENCE_MS = 15_000;

/** Asked with nothing of the person's environment: a version is no reason to read a login. */
export async function versionOf(
  adapter: AgentAdapter,
  program: string,
  path: string,
  patienceMs = PATIENCE_MS,
): Promise<string | null> {
  if (adapter.version.length === 0) return null;
  const home = await mkdtemp(join(tmpdir(), "adf-version-"));
  try {
    const { stdout } = await run(program, [...adapter.version], {
      timeout: patienceMs,
      killSignal: "SIGKILL",
      env: { PATH: path, HOME: home, DISABLE_AUTOUPDATER: "1", OPENCODE_DISABLE_AUTOUPDATE: "1" },
    });
    return /\d+\.\d+\.\d+[\w.-]*/.exec(stdout)?.[0] ?? null;
  } catch {
    return null;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function loginOf({ login }: AgentAdapter, cli: KnownCli, { env, home }: Keyring): string | null {
  const key = login.keys(AgentCommand.parse({ cli }), "").find((name) => (env[name] ?? "") !== "");
  if (key !== undefined) return key;
  return login.file !== null && existsSync(join(home, login.file)) ? `~/${login.file}` : null;
}
