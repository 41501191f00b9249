/** What waits for a person in a factory, and the person's answer, over the owner's API. */
import { ApprovalAnswer, Approvals, type ApprovalView } from "../../contract/approval.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type Address, ask } from "../factory-address.ts";

export interface Judged extends ApprovalAnswer {
  readonly project: string;
}

const path = (project: string) => `/projects/${encodeURIComponent(project)}/approvals`;

export async function readApprovals(address: Address, projects: readonly string[]): Promise<ApprovalView[]> {
  const all = await Promise.all(projects.map((name) => ask(address, path(name))));
  return all.flatMap((answer) => Approvals.parse(answer).approvals);
}

export interface Asked {
  readonly project: string;
  readonly approve: readonly string[];
  readonly deny: readonly string[];
}

/** Everything that waits now, and nothing that comes later. */
export const askAll = (projects: readonly string[], waiting: readonly ApprovalView[]): Asked[] =>
  projects.map((project) => ({
    project,
    approve: waiting.filter((w) => w.project === project).map((w) => w.id),
    deny: [],
  }));

/** To each project its own; an id that two projects have needs the project named. */
export function askNamed(
  projects: readonly string[],
  waiting: readonly ApprovalView[],
  approve: readonly string[],
  deny: readonly string[],
): Asked[] {
  for (const id of [...approve, ...deny]) {
    const owners = waiting.filter((w) => w.id === id).map((w) => w.project);
    if (owners.length < 2) continue;
    throw new CliError(EXIT.usage, {
      what: `${id} is not clear`,
      why: `${owners.join(" and ")} each have one; nothing was answered`,
      next: `npm run -s adf -- approvals --project ${owners[0] ?? ""} --approve ${id}`,
    });
  }
  // What waits nowhere is asked of the first project, whose answer says why.
  const owner = (id: string) => waiting.find((w) => w.id === id)?.project ?? projects[0];
  const of = (project: string, ids: readonly string[]) => ids.filter((id) => owner(id) === project);
  return projects.map((project) => ({ project, approve: of(project, approve), deny: of(project, deny) }));
}

export async function send(address: Address, asked: readonly Asked[], by: string): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const { project, approve, deny } of asked) {
    if (approve.length + deny.length === 0) continue;
    const answer = await ask(address, path(project), "POST", { approve, deny, by });
    judged.push({ project, ...ApprovalAnswer.parse(answer) });
  }
  return judged;
}
