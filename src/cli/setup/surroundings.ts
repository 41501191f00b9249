/** What this machine tells about the answers: the git remote, the configuration that is here, the agent CLIs installed. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { OrchestratorConfig } from "../../contract/config.ts";
import { RepoPath } from "../../contract/names.ts";
import { loadConfig } from "../../core/config/load.ts";
import { ORCHESTRATOR } from "../../core/setup/orchestrator.ts";
import { readIfThere } from "./disk.ts";

const run = promisify(execFile);

export interface Remote {
  /** `https://host`, guessed from the host where the remote is ssh. */
  readonly forge: string;
  readonly repo: string;
  readonly guessed: boolean;
}

export async function remoteOf(dir: string): Promise<Remote | null> {
  try {
    const { stdout } = await run("git", ["-C", dir, "remote", "get-url", "origin"]);
    return parseRemote(stdout.trim());
  } catch {
    return null;
  }
}

/** Credentials in the address are dropped. */
export function parseRemote(url: string): Remote | null {
  const web = /^(https?):\/\/(?:[^@/]*@)?([^/]+)((?:\/[^/]+)*)\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(url);
  const ssh = /^(?:ssh:\/\/)?(?:[^@/]+@)?([^:/]+)(?::\d+\/|[:/])([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(url);
  const [forge, owner, name] = web
    ? [`${web[1]}://${web[2]}${web[3]}`, web[4], web[5]]
    : ssh && !url.includes("file://")
      ? [`https://${ssh[1]}`, ssh[2], ssh[3]]
      : [];
  const repo = `${owner}/${name}`;
  if (forge === undefined || !URL.canParse(forge) || !RepoPath.safeParse(repo).success) return null;
  return { forge, repo, guessed: web === null };
}

/** The configuration of the folder; null where there is none or it does not load. */
export function configIn(dir: string): OrchestratorConfig | null {
  const text = readIfThere(join(dir, ORCHESTRATOR));
  const loaded = text === null ? null : loadConfig(text);
  return loaded?.ok === true ? loaded.value : null;
}

/** `Digital_Twins` as the name of a project. */
export const projectName = (repo: string): string =>
  (repo.split("/").at(-1) ?? "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 40);
