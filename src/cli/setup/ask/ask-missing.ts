/** Asks on a terminal what the flags left out, with what the surroundings suggest already filled in. */
import { homedir } from "node:os";
import { resolve } from "node:path";
import { OrchestratorConfig, ProjectConfig } from "../../../contract/config.ts";
import { type RawAnswers, readAnswers, USUAL_AGENTS } from "../../../core/setup/answers.ts";
import { forgeWish } from "../../../core/setup/forge-wish.ts";
import { FIRST_MODE } from "../../../core/setup/new-file.ts";
import { defaultOf } from "../../../core/setup/written.ts";
import { listOption } from "../../input.ts";
import type { Flags } from "../flags.ts";
import { readSecretFile } from "../secrets.ts";
import { configIn, projectName, remoteOf } from "../surroundings.ts";
import { agentClis, describeClis } from "./agent-clis.ts";
import { askForge, askRepo, askTrusted } from "./ask-forge.ts";
import type { Terminal, Wrong } from "./terminal.ts";

export async function askMissing(flags: Flags, terminal: Terminal): Promise<Flags> {
  terminal.begin("adf setup");
  const config = configIn(flags.out);
  const here = resolve(flags.workingDir ?? ".");
  const remote = await remoteOf(here);
  terminal.tell(describeClis(await agentClis(homedir(), process.env)), "Agent CLIs on this machine");
  const token =
    flags.adminTokenFile === undefined
      ? undefined
      : readSecretFile("--admin-token-file", flags.adminTokenFile);
  const forge = await askForge(
    terminal,
    { url: flags.forge ?? config?.gitea.url, token },
    remote?.forge ?? "",
    wrongIn("--forge", (value) => ({ forge: value })),
  );
  const wrongRepo = wrongIn("--repo", (repo) => ({ repo }));
  const chosen =
    flags.repo === undefined
      ? await askRepo(terminal, forge, remote?.repo ?? "", wrongRepo)
      : { repo: flags.repo, branch: null };
  const { repo } = chosen;
  const project =
    flags.project ??
    (await terminal.text(
      "What do people call the project?",
      projectName(repo),
      wrongIn("--project", (value) => ({ project: value })),
    ));
  const known = config?.projects.some((one) => one.name === project) === true;
  if (known)
    terminal.tell(`${project} is in orchestrator.toml already; what is not named here stays as it is.`);
  const asked: Flags = {
    ...flags,
    forge: forge.url,
    repo,
    project,
    ...(forge.admin_token === null ? {} : { adminToken: forge.admin_token }),
    ...(known ? {} : await askProject(flags, terminal, forge, chosen)),
  };
  const clone = remote?.repo === repo ? here : "";
  const workingDir =
    flags.workingDir ?? (await terminal.text("A clone of it on this machine, if there is one", clone));
  if (workingDir === "") return asked;
  const init =
    flags.init ??
    (await terminal.yes("Offer a summary of the repository, .docs/summary.md, to its agents?", true));
  return { ...asked, workingDir, ...(init ? { init: true as const } : {}) };
}

/** What belongs to a project that is new. */
async function askProject(
  flags: Flags,
  terminal: Terminal,
  forge: Awaited<ReturnType<typeof askForge>>,
  { repo, branch }: { readonly repo: string; readonly branch: string | null },
): Promise<Partial<Flags>> {
  const agents =
    flags.agents ??
    listOption(
      await terminal.text(
        "Its agents, as name or name:role",
        USUAL_AGENTS.join(","),
        wrongIn("--agents", (value) => ({ agents: listOption(value) })),
      ),
    );
  const reviewGate = flags.reviewGate ?? (await askGate(terminal, agents));
  const model =
    flags.coordinatorModel ??
    (await terminal.text(
      "A model that chooses the next issue from the ranked list (empty: the ranking alone)",
      "",
      wrongIn("--coordinator-model", (value) => (value === "" ? {} : { coordinatorModel: value })),
    ));
  const answers = readAnswers({ ...PLAIN, repo, forge: forge.url, agents });
  const bots = answers.ok ? forgeWish(answers.value, flags.accounts ?? {}, null).accounts : [];
  const trust =
    flags.trust ??
    (await askTrusted(
      terminal,
      forge,
      repo.split("/")[0] ?? "",
      bots.map((one) => one.login),
      wrongIn("--trust", (value) => ({ trust: listOption(value) })),
    ));
  const usual = String(defaultOf(ProjectConfig, "schedule"));
  const wrongCron = wrongIn("--cron-schedule", (value) => ({ cronSchedule: value }));
  const cronSchedule =
    flags.cronSchedule ?? (await terminal.text("When does the coordinator look for work?", usual, wrongCron));
  const wrongZone = wrongIn("--timezone", (value) => ({ timezone: value }));
  const timezone = flags.timezone ?? (await terminal.text("In which time zone?", localZone(), wrongZone));
  if (flags.mode === undefined)
    terminal.tell(`It begins in the mode ${FIRST_MODE}: it decides everything and writes nothing.`);
  const main = String(defaultOf(ProjectConfig, "branch"));
  return {
    agents,
    ...(reviewGate === null ? {} : { reviewGate }),
    ...(model === "" ? {} : { coordinatorModel: model }),
    trust: trust.flatMap(listOption),
    cronSchedule,
    timezone,
    ...(flags.branch === undefined && branch !== null && branch !== main ? { branch } : {}),
  };
}

/** Asked where it is not clear: null leaves it to the rule for a flag that was left out. */
async function askGate(terminal: Terminal, agents: readonly string[]): Promise<string | null> {
  const read = readAnswers({ ...PLAIN, agents });
  const reviewers = read.ok ? read.value.agents.filter((one) => one.role === "reviewer") : [];
  const usual = OrchestratorConfig.shape.review_gate.parse({}).agent;
  if (reviewers.length < 2) return null;
  const names = reviewers.map((one) => one.name);
  const choices = names.map((value) => ({ value }));
  return terminal.one(
    "Whose verdict lets a change in?",
    choices,
    names.includes(usual) ? usual : (names[0] ?? ""),
  );
}

const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Answers that are right, so that one of a person's can be judged by the rules for all of them. */
const PLAIN: RawAnswers = { project: "project", repo: "owner/name", forge: "https://git.example" };

function wrongIn(flag: string, as: (value: string) => Partial<RawAnswers>): Wrong {
  return (value) => {
    const read = readAnswers({ ...PLAIN, ...as(value) });
    if (read.ok) return undefined;
    // A list without a reviewer shows as a gate that nobody can be.
    const wrong = read.error.find((one) => one.flag === flag || flag === "--agents");
    return wrong?.message.replace(/^--[\w-]+ (?:"[^"]*"|\S+): /, "");
  };
}
