/** The people, the configuration and the events that tests of the brain speak of. Times are milliseconds. */
import { Usage } from "../../../src/contract/agent-run.ts";
import { OrchestratorConfig } from "../../../src/contract/config.ts";
import type { AgentOutputs } from "../../../src/contract/outputs.ts";
import type { JobReport } from "../../../src/contract/runner.ts";
import { agentsOf, type Context } from "../../../src/core/decide/snapshot.ts";
import type {
  CommentSnapshot,
  ForgeEvent,
  IssueSnapshot,
  Person,
  PullSnapshot,
} from "../../../src/core/event/event.ts";
import { shippedPrompts } from "../../core/prompt/shipped.ts";
import { shippedScenarios } from "../../core/routing/shipped.ts";

export const OWNER: Person = { id: 1, login: "ada" };
export const STRANGER: Person = { id: 66, login: "mallory" };
/** The factory's own account. */
export const BOT: Person = { id: 100, login: "adf-bot" };
export const REPO = { id: 7, path: "acme/lib" };
export const START = Date.UTC(2026, 0, 5, 12, 0, 0);

const SCENARIOS = shippedScenarios();
const PROMPTS = shippedPrompts();

export const AGENTS = [
  { name: "developer", role: "developer" },
  { name: "reviewer", role: "reviewer" },
  { name: "qa-one", role: "qa" },
  { name: "chief", role: "coordinator" },
];

/** Of a factory with one project that may act at any time. `over` replaces whole sections. */
export const configWith = (
  over: Record<string, unknown> = {},
  project: Record<string, unknown> = {},
): OrchestratorConfig =>
  OrchestratorConfig.parse({
    gitea: { url: "http://127.0.0.1:3000", trusted: [OWNER.login] },
    projects: [{ name: "lib", repo: REPO.path, active: "always", ...project }],
    agents: AGENTS,
    ...over,
  });

/** What the brain is told of that factory. */
export function contextWith(
  over: Record<string, unknown> = {},
  project: Record<string, unknown> = {},
): Context {
  const config = configWith(over, project);
  const [first] = config.projects;
  if (first === undefined) throw new Error("a configuration has a project");
  return {
    config,
    project: first,
    agents: agentsOf(config, first.name),
    scenarios: SCENARIOS,
    prompts: PROMPTS,
  };
}

export function issue(number: number, over: Partial<IssueSnapshot> = {}): IssueSnapshot {
  return {
    id: 1_000 + number,
    number,
    title: `Issue ${number}`,
    body: `What is wrong with ${number}.`,
    state: "open",
    author: OWNER,
    labels: [],
    created_at: START - 1_000_000 + number,
    updated_at: START,
    is_pull: false,
    ...over,
  };
}

export function comment(
  id: number,
  on: number,
  body: string,
  over: Partial<CommentSnapshot> = {},
): CommentSnapshot {
  return { id, issue: on, body, author: OWNER, created_at: START, updated_at: START, ...over };
}

export function pull(number: number, over: Partial<PullSnapshot> = {}): PullSnapshot {
  return {
    id: 2_000 + number,
    number,
    title: `Pull ${number}`,
    body: "",
    state: "open",
    author: OWNER,
    head_sha: sha(number),
    head_branch: `feature-${number}`,
    base_branch: "main",
    merged: false,
    merged_sha: null,
    updated_at: START,
    ...over,
  };
}

const from = { repo: REPO, sender: null };
export const issueEvent = (it: IssueSnapshot): ForgeEvent => ({
  ...from,
  kind: "issue",
  action: "changed",
  issue: it,
});
export const issueDeleted = (it: IssueSnapshot): ForgeEvent => ({
  ...from,
  kind: "issue",
  action: "deleted",
  issue: it,
});
export const commentEvent = (it: CommentSnapshot, on: IssueSnapshot | null = null): ForgeEvent => ({
  ...from,
  kind: "comment",
  action: "written",
  comment: it,
  issue: on,
});
export const pullEvent = (it: PullSnapshot): ForgeEvent => ({
  ...from,
  kind: "pull",
  action: "changed",
  pull: it,
});

/** A full object id that is the same for the same number. */
export const sha = (n: number): string => n.toString(16).padStart(40, "0");

export function report(outcome: JobReport["outcome"], over: Partial<JobReport> = {}): JobReport {
  return {
    outcome,
    detail: "",
    exit_code: 0,
    base_sha: sha(1),
    head_sha: null,
    checkpoint_sha: null,
    changed_files: [],
    outputs: null,
    outputs_problem: null,
    usage: Usage.parse({ seconds: 5 }),
    model: null,
    session: null,
    denials: 0,
    trouble: null,
    ...over,
  };
}

export function outputs(over: Partial<AgentOutputs> = {}): AgentOutputs {
  return { version: 1, dispatch: [], new_issues: [], ...over };
}

export function verdict(
  result: "pass" | "concerns" | "fail",
  head_sha: string,
  severities: readonly ("info" | "minor" | "major" | "critical")[] = [],
): AgentOutputs {
  const findings = severities.map((severity) => ({ severity, message: `a ${severity} thing` }));
  return outputs({
    verdict: { result, confidence: 0.9, head_sha, summary: `The verdict is ${result}.`, findings },
  });
}

export const claimed = (): AgentOutputs =>
  outputs({
    verified: { summary: "All is well.", commands: [{ argv: ["node", "--test"], exit_code: 0, output: "" }] },
  });
