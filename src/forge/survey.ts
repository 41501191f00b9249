/**
 * What can be learned of a forge and one repository without changing anything there: reached or not, its version and
 * clock, each account's login, scopes and permission, the branch's protection, the webhooks. One request finds out
 * whether it answers at all; only then are the others made, side by side. Runs in the Worker and on a person's machine,
 * so that the two views can be compared.
 */
import * as z from "zod";
import type { AccountFacts, BranchFacts, ForgeFacts, HookFacts, Problem } from "../contract/checks.ts";
import type { Result } from "../core/result.ts";
import { type ForgeClient, forgeClient } from "./client.ts";
import type { ForgeFailure } from "./failure.ts";
import { repoPath, segments } from "./path.ts";
import { type Connection, type Send, sender, serverTime } from "./request.ts";
import { listOf } from "./shapes.ts";
import { DIRECT, type Transport } from "./transport.ts";
import { onlyValue } from "./value.ts";

export interface Survey {
  readonly url: string;
  readonly repo: string;
  readonly branch: string;
  /** Account → token. Empty: only whether the forge answers is asked. */
  readonly tokens: Readonly<Record<string, string>>;
  readonly transport?: Transport;
  readonly timeout_ms: number;
  /** The asker's clock. */
  now(): number;
}

const Branch = z
  .object({
    name: z.string(),
    protected: z.boolean(),
    enable_status_check: z.boolean().default(false),
    status_check_contexts: listOf(z.string()).default([]),
    required_approvals: z.int().default(0),
  })
  .transform(
    (it): BranchFacts => ({
      name: it.name,
      protected: it.protected,
      contexts: it.enable_status_check ? it.status_check_contexts : [],
      approvals: it.required_approvals,
    }),
  );
const Token = z.object({ scopes: listOf(z.string()) });
const Anything = z.unknown();

export async function surveyForge(survey: Survey): Promise<ForgeFacts> {
  const began = survey.now();
  let clock_ms: number | null = null;
  const { via, send: go } = survey.transport ?? DIRECT;
  const version = await forgeClient({
    ...connection(survey, ""),
    fetch: async (url, init) => {
      const answer = await go(url, init);
      const theirs = serverTime(answer.headers);
      // The header has whole seconds: half a second later is the best guess of when it was written.
      if (theirs !== null) clock_ms = theirs + 500 - (began + survey.now()) / 2;
      return answer;
    },
  }).version();
  const facts: ForgeFacts = {
    url: survey.url,
    repo: survey.repo,
    via,
    unreachable: null,
    unreachable_reason: null,
    version: version.ok ? version.value.version : null,
    took_ms: survey.now() - began,
    clock_ms,
    accounts: [],
    repo_problem: null,
    branch: null,
    hooks: null,
    hooks_problem: null,
  };
  // A forge that asks for a login before it tells its version has answered.
  const answers =
    version.ok || version.error.reason === "unauthorized" || version.error.reason === "forbidden";
  if (!answers)
    return { ...facts, unreachable: version.error.detail, unreachable_reason: version.error.reason };
  const known = Object.entries(survey.tokens);
  if (known.length === 0 || survey.repo === "") return facts;
  const accounts = await Promise.all(known.map(([account, token]) => surveyAccount(survey, account, token)));
  const first = survey.tokens[accounts.find((a) => a.problem === null)?.account ?? ""] ?? known[0]?.[1] ?? "";
  const send = sender(connection(survey, first));
  const [repository, branch, hooks] = await Promise.all([
    forgeClient(connection(survey, first)).repository(survey.repo),
    readBranch(send, survey),
    readHooks(survey, accounts),
  ]);
  return { ...facts, accounts, repo_problem: problemOf(repository), branch, ...hooks };
}

async function surveyAccount(survey: Survey, account: string, token: string): Promise<AccountFacts> {
  const client: ForgeClient = forgeClient(connection(survey, token));
  const send = sender(connection(survey, token));
  const facts = { account, login: null, scopes: null, permission: null, issues_problem: null };
  const self = await client.whoami();
  if (!self.ok) return { ...facts, problem: problemOf(self) };
  const issues = { method: "GET", path: `${repoPath(survey.repo)}/issues`, query: { limit: 1 } } as const;
  const [scopes, permission, read] = await Promise.all([
    send({ method: "GET", path: "/token" }, Token),
    client.permission(survey.repo, self.value.login),
    send(issues, Anything),
  ]);
  return {
    account,
    login: self.value.login,
    problem: null,
    scopes: scopes.ok ? scopes.value.value.scopes : null,
    permission: permission.ok ? permission.value : null,
    issues_problem: problemOf(read),
  };
}

async function readBranch(send: Send, survey: Survey): Promise<BranchFacts | null> {
  const path = `${repoPath(survey.repo)}/branches/${segments(survey.branch)}`;
  const read = onlyValue(await send({ method: "GET", path }, Branch));
  return read.ok ? read.value : null;
}

/** By the first account that may: listing webhooks takes an admin of the repository. */
async function readHooks(
  survey: Survey,
  accounts: readonly AccountFacts[],
): Promise<{ hooks: HookFacts[] | null; hooks_problem: Problem | null }> {
  const may = accounts.find((a) => a.permission === "admin" || a.permission === "owner");
  if (may === undefined) {
    const detail = "none of these accounts is an admin of the repository, and only admins see its webhooks";
    return { hooks: null, hooks_problem: { reason: "forbidden", detail } };
  }
  const client = forgeClient(connection(survey, survey.tokens[may.account] ?? ""));
  const hooks = await client.hooks(survey.repo);
  return hooks.ok
    ? { hooks: hooks.value.map((h) => ({ ...h, events: [...h.events] })), hooks_problem: null }
    : { hooks: null, hooks_problem: problemOf(hooks) };
}

const connection = (survey: Survey, token: string): Connection => ({
  url: survey.url,
  token,
  timeout_ms: survey.timeout_ms,
  fetch: (survey.transport ?? DIRECT).send,
});

const problemOf = (answer: Result<unknown, ForgeFailure>): Problem | null =>
  answer.ok ? null : { reason: answer.error.reason, detail: answer.error.detail };
