/** Flags, and what the surroundings say where a flag is missing → answers, or every wrong one at once. */
import { resolve } from "node:path";
import { type Answers, readAnswers, type WrongAnswer } from "../../core/setup/answers.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import type { Flags } from "./flags.ts";
import { configIn, projectName, remoteOf } from "./surroundings.ts";

export interface Gathered {
  readonly answers: Answers;
  /** What was taken from elsewhere than the flags, a line each. */
  readonly notes: readonly string[];
}

export async function gather(flags: Flags): Promise<Gathered> {
  const notes: string[] = [];
  const config = configIn(flags.out);
  const remote = await remoteOf(resolve(flags.workingDir ?? "."));
  const fits = remote !== null && remote.repo === flags.repo ? remote : null;
  const forge = flags.forge ?? config?.gitea.url ?? fits?.forge;
  if (flags.forge === undefined && config === null && fits !== null) {
    const guess = fits.guessed ? "; the remote is ssh, so https on the same host is a guess" : "";
    notes.push(`The forge is ${fits.forge}, by the git remote${guess} (change it with --forge).`);
  }
  const missing = [
    ...(flags.project === undefined ? ["--project <name>"] : []),
    ...(flags.repo === undefined ? ["--repo <owner/name>"] : []),
    ...(forge === undefined ? ["--forge <url>"] : []),
  ];
  if (flags.project === undefined || flags.repo === undefined || forge === undefined) {
    const repo = flags.repo ?? remote?.repo ?? "owner/name";
    const name = flags.project ?? (projectName(repo) || "my-project");
    throw new CliError(EXIT.usage, {
      what: `setup needs ${missing.join(", ")}`,
      why: "without a terminal nothing can be asked, and nothing here says it: no orchestrator.toml, no matching git remote",
      next: `npm run -s adf -- setup --project ${name} --repo ${repo} --forge ${forge ?? remote?.forge ?? "https://git.example"}`,
    });
  }
  // The agents of a project that is there are the ones of its file.
  const there = config?.projects.some((one) => one.name === flags.project) === true ? config : null;
  const own = there?.agents.filter((one) => (one.project ?? there.projects[0]?.name) === flags.project);
  const answers = readAnswers({
    ...flags,
    project: flags.project,
    repo: flags.repo,
    forge,
    branch: flags.branch ?? there?.projects.find((one) => one.name === flags.project)?.branch,
    agents: flags.agents ?? own?.map(({ name, role }) => `${name}:${role}`),
    reviewGate:
      flags.reviewGate ?? (config === null ? undefined : gateOf(config.review_gate.agent, flags, own)),
  });
  if (!answers.ok) throw refusal(answers.error);
  return { answers: answers.value, notes };
}

/** The gate of the deployment, where this project has that agent. */
function gateOf(
  gate: string,
  flags: Flags,
  own: readonly { name: string }[] | undefined,
): string | undefined {
  const names = flags.agents?.map((one) => one.split(":")[0]) ?? own?.map((one) => one.name) ?? [gate];
  return names.includes(gate) ? gate : undefined;
}

export function refusal(wrong: readonly WrongAnswer[]): CliError {
  return new CliError(EXIT.usage, {
    what: wrong.length === 1 ? "one answer cannot be used" : `${wrong.length} answers cannot be used`,
    why: wrong.map((one) => one.message).join("\n"),
    next: wrong.map((one) => one.next).join("\n"),
  });
}
