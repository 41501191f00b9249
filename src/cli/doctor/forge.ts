/** Lines about the forge: reached from both ends, tokens, accounts, what each may do. */
import type { AccountFacts, ForgeFacts } from "../../contract/checks.ts";
import { type Check, fix, ok, unknown } from "./check.ts";
import { type Facts, type ProjectFacts, type Surveyed, wasAsked } from "./facts.ts";

/** Per category, the scope that the factory needs of an account that writes; a write scope includes reading. */
const NEEDED = { user: "read", repository: "write", issue: "write" } as const;
const SCOPES = "read:user, write:repository, write:issue";
const WRITES = new Set(["write", "admin", "owner"]);

export function repositoryLine(project: string, branch: string, survey: Surveyed): Check {
  const id = `repository/${project}`;
  if (!wasAsked(survey) || survey.unreachable !== null) return unknown(id, `not asked: ${reason(survey)}`);
  if (survey.repo_problem !== null) {
    const command = `curl -H "authorization: token …" ${survey.url}/api/v1/repos/${survey.repo}`;
    const redirected = survey.repo_problem.reason === "redirected";
    return fix(
      id,
      `${survey.repo} cannot be read: ${survey.repo_problem.detail}`,
      redirected ? `correct repo in [[projects]] and url in [gitea]; ${command} -i` : command,
    );
  }
  if (survey.branch !== null) return ok(id, `${survey.repo} is there, with its branch ${survey.branch.name}`);
  return fix(
    id,
    `${survey.repo} is there, and the branch ${branch} could not be read in it`,
    `correct branch in [[projects]] of ${project}, then: npm run -s adf -- check`,
  );
}

/** One line for an account, whichever projects it writes for: what is wrong in one of them counts. */
export function tokenLines(surveys: readonly Surveyed[]): Check[] {
  const asked = surveys.filter(wasAsked).filter((one) => one.unreachable === null);
  const [first] = surveys;
  if (asked.length === 0)
    return [
      unknown("token", `the tokens were not tried: ${first === undefined ? "no project" : reason(first)}`),
    ];
  const names = new Set(asked.flatMap((survey) => survey.accounts.map(({ account }) => account)));
  return [...names].flatMap((name) => {
    const seen = asked.flatMap((survey) => {
      const account = survey.accounts.find((one) => one.account === name);
      return account === undefined ? [] : [{ survey, account }];
    });
    const lines = seen.map(({ survey, account }) => tokenLine(survey, account, survey.repo));
    const worst = lines.find((line) => line.status !== "ok");
    const [one] = seen;
    if (worst !== undefined || one === undefined) return worst ?? [];
    return [tokenLine(one.survey, one.account, seen.map(({ survey }) => survey.repo).join(" and "))];
  });
}

/** `repos`: where it is in order. */
function tokenLine(survey: ForgeFacts, a: AccountFacts, repos: string): Check {
  const id = `token/${a.account}`;
  const renew = `make a token with ${SCOPES} at ${survey.url}/user/settings/applications, then: npx wrangler secret put FORGE_TOKENS`;
  if (a.problem !== null) {
    const transient = ["unreachable", "rate_limited", "server_error"].includes(a.problem.reason);
    if (transient) return unknown(id, `the token of ${a.account} was not judged: ${a.problem.detail}`);
    return fix(id, `the token of ${a.account} is refused: ${a.problem.detail}`, renew);
  }
  const lacking = a.scopes === null ? [] : lackingScopes(a.scopes);
  if (lacking.length > 0)
    return fix(id, `the token of ${a.account} (${a.login}) lacks ${lacking.join(", ")}`, renew);
  if (a.issues_problem !== null && a.issues_problem.reason === "forbidden")
    return fix(id, `the token of ${a.account} (${a.login}) may not read issues`, renew);
  if (a.permission !== null && !WRITES.has(a.permission)) {
    return fix(
      id,
      `${a.login} may only ${a.permission} ${survey.repo}`,
      `curl -X PUT -H "authorization: token $FORGE_ADMIN_TOKEN" -H "content-type: application/json" ${survey.url}/api/v1/repos/${survey.repo}/collaborators/${a.login} -d '{"permission":"write"}'`,
    );
  }
  const may = a.permission === null ? "" : `, ${a.permission} on ${repos}`;
  const scopes =
    a.scopes === null ? "reads what it must; this forge does not tell its scopes" : a.scopes.join(", ");
  return ok(id, `${a.account} is ${a.login}${may}; ${scopes}`);
}

function lackingScopes(scopes: readonly string[]): string[] {
  if (scopes.includes("all")) return [];
  return Object.entries(NEEDED).flatMap(([category, level]) => {
    const has =
      scopes.includes(`write:${category}`) || (level === "read" && scopes.includes(`read:${category}`));
    return has ? [] : [`${level}:${category}`];
  });
}

/** The gate means something only when who approves is not who wrote. */
export function accountsLine(project: ProjectFacts, accounts: readonly string[]): Check {
  const id = `accounts/${project.checks.name}`;
  const survey = project.from_worker;
  if (!wasAsked(survey) || survey.unreachable !== null)
    return unknown(id, `who writes as whom was not read: ${reason(survey)}`);
  const loginOf = (account: string) => {
    const held = accounts.includes(account) ? account : "coordinator";
    return survey.accounts.find((a) => a.account === held)?.login ?? null;
  };
  const logins = (role: string) =>
    project.checks.agents.filter((a) => a.role === role && a.enabled).map((a) => loginOf(a.account));
  const developers = logins("developer");
  const reviewers = logins("reviewer");
  if ([...developers, ...reviewers].includes(null))
    return unknown(id, "the login of a developer or reviewer could not be read; see the tokens above");
  const both = reviewers.find((login) => developers.includes(login));
  if (both !== undefined) {
    return fix(
      id,
      `developer and reviewer are one account, ${both}: the forge refuses its own approval`,
      `make an account for the reviewer, add its token as "reviewer": npx wrangler secret put FORGE_TOKENS`,
    );
  }
  const named = (list: readonly (string | null)[]) => [...new Set(list)].join(", ") || "nobody";
  return ok(id, `${named(developers)} writes, ${named(reviewers)} reviews`);
}

export function gateLine({ worker }: Facts): Check {
  if (worker.kind !== "up") return unknown("forge.gate", "the Worker was not asked");
  const { failures, shut_secs } = worker.checks.forge_gate;
  if (failures === 0) return ok("forge.gate", "the last call to the forge was answered");
  const often = `${failures} ${failures === 1 ? "call" : "calls"} to the forge failed in a row`;
  if (shut_secs <= 0) return ok("forge.gate", `${often}; the next call may go out`);
  return fix(
    "forge.gate",
    `${often}; nobody asks it for another ${Math.ceil(shut_secs)} s`,
    "nothing to type: it opens by itself once the forge answers; see forge.worker for why it does not",
  );
}

/** Why a survey says nothing more. */
export const reason = (survey: Surveyed): string =>
  wasAsked(survey) ? (survey.unreachable ?? "it was not asked") : survey.unasked;
