/**
 * What a person answered, by flags or at the terminal, checked by the schema of the configuration itself. An answer that
 * is missing was not given, which for an existing project means: leave it as it is.
 */
import { AgentConfig, Mode, OrchestratorConfig, ProjectConfig, Via } from "../../contract/config.ts";
import { Role } from "../../contract/job.ts";
import { nearest } from "../config/nearest.ts";
import { err, ok, type Result } from "../result.ts";

export interface AgentAnswer {
  readonly name: string;
  readonly role: Role;
  readonly model?: string;
}

export interface Answers {
  readonly project: string;
  readonly repo: string;
  /** Address of the forge. */
  readonly forge: string;
  readonly agents: readonly AgentAnswer[];
  /** Whether the agents were named, or are the usual ones. */
  readonly agents_given: boolean;
  readonly review_gate: string;
  readonly review_gate_given: boolean;
  readonly trusted: readonly string[];
  readonly trusted_given: boolean;
  readonly branch?: string;
  readonly schedule?: string;
  readonly timezone?: string;
  readonly mode?: Mode;
  readonly via?: Via;
}

/** As they come from the command line: text, or nothing. */
export interface RawAnswers {
  readonly project: string;
  readonly repo: string;
  readonly forge: string;
  readonly agents?: readonly string[] | undefined;
  readonly coordinatorModel?: string | undefined;
  readonly reviewGate?: string | undefined;
  readonly trust?: readonly string[] | undefined;
  readonly branch?: string | undefined;
  readonly cronSchedule?: string | undefined;
  readonly timezone?: string | undefined;
  readonly mode?: string | undefined;
  readonly via?: string | undefined;
}

export interface WrongAnswer {
  readonly flag: string;
  readonly message: string;
  readonly next: string;
}

export const USUAL_AGENTS: readonly string[] = Role.options.filter((role) => role !== "coordinator");

export function readAnswers(raw: RawAnswers): Result<Answers, readonly WrongAnswer[]> {
  const wrong: WrongAnswer[] = [];
  const check = (flag: string, schema: Parser, value: unknown, example: string) => {
    if (value === undefined) return;
    const parsed = schema.safeParse(value);
    if (parsed.success) return;
    const why = parsed.error.issues[0]?.message ?? "not accepted";
    wrong.push({ flag, message: `${flag} ${JSON.stringify(value)}: ${why}`, next: `${flag} ${example}` });
  };
  const project = ProjectConfig.shape;
  check("--project", project.name, raw.project, "digital-twins");
  check("--repo", project.repo, raw.repo, "owner/name");
  check("--forge", OrchestratorConfig.shape.gitea.shape.url, raw.forge, "https://git.example");
  check("--branch", project.branch, raw.branch, "main");
  check("--cron-schedule", project.schedule, raw.cronSchedule, '"0 1-9 * * *"');
  check("--timezone", project.timezone, raw.timezone, "Europe/Vienna");
  check("--mode", Mode, raw.mode, Mode.options.join(" | "));
  check("--via", Via, raw.via, Via.options.join(" | "));
  check("--coordinator-model", AgentConfig.shape.model, raw.coordinatorModel, "opus");
  check("--trust", OrchestratorConfig.shape.gitea.shape.trusted, raw.trust, "ada,grace");
  const agents = readAgents(raw.agents ?? USUAL_AGENTS, raw.coordinatorModel, wrong);
  const gate = readGate(agents, raw.reviewGate, wrong);
  if (wrong.length > 0) return err(wrong);
  return ok({
    project: raw.project,
    repo: raw.repo,
    forge: raw.forge.replace(/\/+$/, ""),
    agents,
    agents_given: raw.agents !== undefined,
    review_gate: gate,
    review_gate_given: raw.reviewGate !== undefined,
    trusted: raw.trust ?? [raw.repo.split("/")[0] ?? ""],
    trusted_given: raw.trust !== undefined,
    ...(raw.branch === undefined ? {} : { branch: raw.branch }),
    ...(raw.cronSchedule === undefined ? {} : { schedule: raw.cronSchedule }),
    ...(raw.timezone === undefined ? {} : { timezone: raw.timezone }),
    ...(raw.mode === undefined ? {} : { mode: Mode.parse(raw.mode) }),
    ...(raw.via === undefined ? {} : { via: Via.parse(raw.via) }),
  });
}

interface Parser {
  safeParse(
    value: unknown,
  ): { success: boolean; error?: { issues: readonly { message: string }[] } | undefined } & (
    | { success: true }
    | { success: false; error: { issues: readonly { message: string }[] } }
  );
}

/** `developer`, or `name:role` where the name does not say what it is for. */
function readAgents(list: readonly string[], model: string | undefined, wrong: WrongAnswer[]): AgentAnswer[] {
  const agents: AgentAnswer[] = [];
  const refuse = (message: string, next: string) => wrong.push({ flag: "--agents", message, next });
  for (const word of list) {
    const [name = "", given] = word.split(":");
    const role = given === undefined ? roleIn(name) : Role.safeParse(given).data;
    const named = AgentConfig.shape.name.safeParse(name);
    if (!named.success) {
      refuse(`--agents ${word}: ${named.error.issues[0]?.message}`, "--agents developer,reviewer,qa");
    } else if (role === undefined) {
      const near = nearest(given ?? name, Role.options) ?? "developer";
      refuse(
        `--agents ${word}: ${given === undefined ? "the name does not say its role" : `there is no role ${given}`}; roles are ${Role.options.join(", ")}`,
        `--agents ${name}:${near}`,
      );
    } else if (agents.some((one) => one.name === name)) {
      refuse(`--agents names ${name} twice`, "give each agent of a project a name of its own");
    } else agents.push({ name, role });
  }
  if (list.length === 0) refuse("--agents is empty", "--agents developer,reviewer,qa");
  if (model === undefined) return agents;
  const at = agents.findIndex((one) => one.role === "coordinator");
  if (at >= 0) return agents.map((one, i) => (i === at ? { ...one, model } : one));
  if (agents.some((one) => one.name === "coordinator")) {
    refuse(
      "--coordinator-model adds an agent called coordinator, and another has that name",
      "--agents coordinator:coordinator,…",
    );
  }
  return [{ name: "coordinator", role: "coordinator", model }, ...agents];
}

/** `backend-developer` is a developer: the last part of the name that is a role. */
const roleIn = (name: string): Role | undefined =>
  name
    .split("-")
    .reverse()
    .map((part) => Role.safeParse(part.replace(/\d+$/, "")).data)
    .find((role) => role !== undefined);

function readGate(agents: readonly AgentAnswer[], asked: string | undefined, wrong: WrongAnswer[]): string {
  const usual = OrchestratorConfig.shape.review_gate.parse({}).agent;
  const reviewers = agents.filter((one) => one.role === "reviewer").map((one) => one.name);
  const only = reviewers.length === 1 ? reviewers[0] : undefined;
  // The usual name where it is listed; a single reviewer of another name is meant without being said.
  const gate = asked ?? (reviewers.includes(usual) ? usual : (only ?? usual));
  if (reviewers.includes(gate)) return gate;
  const near = nearest(gate, reviewers) ?? reviewers[0];
  const message = agents.some((one) => one.name === gate)
    ? `--review-gate ${gate} is no reviewer, and only a reviewer gives verdicts`
    : `--review-gate ${gate} is none of the agents ${agents.map((one) => one.name).join(", ") || "(none)"}`;
  wrong.push({
    flag: "--review-gate",
    message,
    next: near === undefined ? "add a reviewer: --agents developer,reviewer,qa" : `--review-gate ${near}`,
  });
  return gate;
}
