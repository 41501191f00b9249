/** Asks on a terminal what the flags left out, with what the surroundings suggest already filled in. */
import { cancel, confirm, intro, isCancel, note, text } from "@clack/prompts";
import { ProjectConfig } from "../../contract/config.ts";
import { RepoPath } from "../../contract/names.ts";
import { USUAL_AGENTS } from "../../core/setup/answers.ts";
import { defaultOf } from "../../core/setup/written.ts";
import { forgeClient } from "../../forge/client.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { connectHere } from "../forge-here.ts";
import { listOption } from "../input.ts";
import type { Flags } from "./flags.ts";
import { readSecretFile } from "./secrets.ts";
import { agentClis, configIn, projectName, remoteOf } from "./surroundings.ts";

export async function askMissing(flags: Flags): Promise<Flags> {
  intro("adf setup");
  const config = configIn(flags.out);
  const remote = await remoteOf(flags.workingDir ?? ".");
  const clis = await agentClis();
  note(
    clis.length > 0
      ? `Agent CLIs on this machine: ${clis.join(", ")}`
      : "No agent CLI is on this machine's PATH; the runner needs one, or works with the embedded repair agent.",
  );
  const forge =
    flags.forge ??
    config?.gitea.url ??
    (await ask("Address of the forge", remote?.forge ?? "", check("--forge")));
  const repo = flags.repo ?? (await ask("Repository, as owner/name", remote?.repo ?? "", check("--repo")));
  await look(flags, forge, repo);
  const project =
    flags.project ?? (await ask("What do people call the project?", projectName(repo), check("--project")));
  const agents = flags.agents ?? listOption(await ask("Its agents", USUAL_AGENTS.join(","), required));
  const usual = String(defaultOf(ProjectConfig, "schedule"));
  const schedule =
    flags.cronSchedule ?? (await ask("When does the coordinator look for work?", usual, required));
  const zone = flags.timezone ?? (await ask("In which time zone?", localZone(), required));
  const apply = flags.apply ?? (await yes("Write the files now? No shows them only."));
  return {
    ...flags,
    forge,
    repo,
    project,
    agents,
    cronSchedule: schedule,
    timezone: zone,
    ...(apply ? { apply: true as const } : {}),
  };
}

/** Says at once what the forge knows; a forge that does not answer stops nobody. */
async function look(flags: Flags, forge: string, repo: string): Promise<void> {
  const token =
    flags.adminTokenFile === undefined ? "" : readSecretFile("--admin-token-file", flags.adminTokenFile);
  const info = await forgeClient({ ...connectHere(forge, token), timeout_ms: 4_000 }).repository(repo);
  if (info.ok) note(`${info.value.path} is there, with the default branch ${info.value.default_branch}.`);
  else note(`The forge did not show ${repo} (${info.error.reason}). Setup goes on without it.`);
}

const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const required = (value: string | undefined): string | undefined =>
  value === undefined || value.trim() === "" ? "Something has to stand here." : undefined;

function check(flag: "--forge" | "--repo" | "--project") {
  return (value: string | undefined): string | undefined => {
    const given = value ?? "";
    if (flag === "--forge")
      return /^https?:\/\//.test(given) && URL.canParse(given) ? undefined : "As in https://git.example";
    const parsed = (flag === "--repo" ? RepoPath : ProjectConfig.shape.name).safeParse(given);
    return parsed.success ? undefined : parsed.error.issues[0]?.message;
  };
}

async function ask(
  message: string,
  initialValue: string,
  validate: (value: string | undefined) => string | undefined,
): Promise<string> {
  return answer<string>(await text({ message, initialValue, validate }));
}

const yes = async (message: string): Promise<boolean> =>
  answer<boolean>(await confirm({ message, initialValue: false }));

function answer<T>(given: T | symbol): T {
  if (!isCancel(given)) return given as T;
  cancel("Nothing was written.");
  throw new CliError(EXIT.interrupted, {
    what: "stopped",
    why: "you left the questions",
    next: "npm run -s adf -- setup",
  });
}
