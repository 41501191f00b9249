/** The routes of the scripted forge: method, path, and what happens. The first that matches answers. */

import type { ForgeIssue, ForgePull } from "./forge-json.ts";
import * as json from "./forge-json.ts";
import type { ScriptedForge, Seen } from "./scripted-forge.ts";

type Act = (forge: ScriptedForge, seen: Seen, args: readonly string[]) => Response;

const REPO = "/repos/owner/sample";
const route = (method: string, path: string, act: Act) =>
  [method, new RegExp(`^${path.replaceAll(":n", "(\\d+)").replaceAll(":any", "(.+)")}$`), act] as const;

const refuse = (status: number, message: string) => Response.json({ message }, { status });
const text = (seen: Seen, key: string): string => String(seen.body[key] ?? "");

function placeOf(seen: Seen): { limit: number; at: number } {
  const limit = Math.min(Number(seen.query.get("limit") ?? 30), 50);
  return { limit, at: (Number(seen.query.get("page") ?? 1) - 1) * limit };
}

/** A page of a list, with the total that Gitea tells. */
function page<T>(seen: Seen, all: readonly T[], write: (item: T) => unknown): Response {
  const { limit, at } = placeOf(seen);
  const headers = { "x-total-count": String(all.length) };
  return Response.json(all.slice(at, at + limit).map(write), { headers });
}

const since = (seen: Seen): number => Date.parse(seen.query.get("since") ?? "1970-01-01T00:00:00Z");

/** Open ones, where nothing else is asked for. */
const isAsked = (seen: Seen, { state }: { state: string }): boolean =>
  [state, "all"].includes(seen.query.get("state") ?? "open");

function openPull(forge: ScriptedForge, seen: Seen): Response {
  const branch = text(seen, "head");
  const head_sha = forge.branches.get(branch);
  if (head_sha === undefined) return refuse(404, `no branch ${branch}`);
  const there = [...forge.pulls.values()].some((p) => p.branch === branch && p.state === "open");
  if (there) return refuse(409, "pull request already exists for these targets");
  const pull: ForgePull = {
    id: forge.id(),
    number: forge.number(),
    title: text(seen, "title"),
    body: text(seen, "body"),
    state: "open",
    author: seen.account,
    branch,
    head_sha,
    merged_sha: null,
    updated_at: forge.now(),
  };
  forge.pulls.set(pull.number, pull);
  return Response.json(json.pullJson(pull), { status: 201 });
}

function merge(forge: ScriptedForge, seen: Seen, pull: ForgePull): Response {
  if (pull.merged_sha !== null) return refuse(405, "already merged");
  if (pull.state === "closed") return refuse(404, "no open pull request");
  if (forge.merging === "checking") return refuse(405, "Please try again later");
  if (seen.body.merge_when_checks_succeed === true) {
    if (forge.scheduled.has(pull.number)) return refuse(409, "already scheduled");
    forge.scheduled.add(pull.number);
    return new Response(null, { status: 201 });
  }
  if (forge.merging === "held") return refuse(405, "no merge at present");
  if (forge.merging === "conflict") return refuse(409, "merge conflict");
  if (seen.body.head_commit_id !== pull.head_sha) return refuse(409, "head out of date");
  pull.merged_sha = pull.head_sha.replace(/^./, "f");
  pull.state = "closed";
  pull.updated_at = forge.now();
  if (forge.merging !== "hides_ancestry") forge.main.add(pull.merged_sha);
  if (seen.body.delete_branch_after_merge === true) forge.branches.delete(pull.branch);
  return new Response(null, { status: 200 });
}

const pullOf =
  (act: (forge: ScriptedForge, seen: Seen, pull: ForgePull) => Response): Act =>
  (forge, seen, [number]) => {
    const pull = forge.pulls.get(Number(number));
    return pull === undefined ? refuse(404, "no such pull request") : act(forge, seen, pull);
  };

export const ROUTES = [
  route("GET", "/user", (_, seen) => Response.json(json.user(seen.account))),
  route("GET", "/users/:any", (_, __, [login = ""]) => Response.json(json.user(login))),
  route("GET", REPO, () => Response.json(json.REPOSITORY)),
  route("GET", `${REPO}/issues`, (forge, seen) => {
    const issues = [...forge.issues.values()].map((i) => ({ i, pull: false }));
    const pulls = [...forge.pulls.values()].map((p) => ({ i: json.issueOfPull(p), pull: true }));
    const all = [...issues, ...(seen.query.get("type") === "issues" ? [] : pulls)]
      .filter(({ i }) => i.updated_at >= since(seen) && isAsked(seen, i))
      .sort((a, b) => b.i.number - a.i.number);
    return page(seen, all, ({ i, pull }) => json.issueJson(i, pull));
  }),
  route("GET", `${REPO}/issues/comments`, (forge, seen) =>
    page(
      seen,
      forge.comments.filter((c) => c.updated_at >= since(seen)),
      (c) => json.commentJson(c, forge.pulls.has(c.number)),
    ),
  ),
  route("POST", `${REPO}/issues`, (forge, seen) => {
    const issue = forge.addIssue({
      title: text(seen, "title"),
      body: text(seen, "body"),
      author: seen.account,
    });
    return Response.json(json.issueJson(issue), { status: 201 });
  }),
  route("PATCH", `${REPO}/issues/:n`, (forge, seen, [number]) => {
    const issue = forge.issues.get(Number(number));
    if (issue === undefined) return refuse(404, "no such issue");
    const { title = issue.title, body = issue.body, state = issue.state } = seen.body as Partial<ForgeIssue>;
    const waits = issue.blockers.some((b) => forge.issues.get(b)?.state === "open");
    if (state === "closed" && issue.state === "open" && waits) return refuse(412, "open dependencies");
    Object.assign(issue, { title, body, state });
    issue.updated_at = forge.now();
    return Response.json(json.issueJson(issue), { status: 201 });
  }),
  route("GET", `${REPO}/issues/:n`, (forge, _, [number]) => {
    const issue = forge.issues.get(Number(number));
    if (issue !== undefined) return Response.json(json.issueJson(issue));
    const pull = forge.pulls.get(Number(number));
    if (pull !== undefined) return Response.json(json.issueJson(json.issueOfPull(pull), true));
    return refuse(404, "no such issue");
  }),
  route("GET", `${REPO}/issues/:n/dependencies`, (forge, seen, [number]) => {
    const blockers = forge.issues.get(Number(number))?.blockers ?? [];
    const all = blockers.flatMap((b) => forge.issues.get(b) ?? []);
    return page(seen, all, (i) => json.issueJson(i));
  }),
  route("GET", `${REPO}/issues/:n/timeline`, (forge, seen, [number]) => {
    const { labelled = [] } = forge.issues.get(Number(number)) ?? {};
    const asked = labelled.filter(({ at }) => at >= since(seen));
    return page(seen, asked, ({ name, at }) => ({
      type: "label",
      body: "1",
      label: { name },
      created_at: new Date(at).toISOString(),
    }));
  }),
  route("GET", `${REPO}/issues/:n/comments`, (forge, _, [number]) =>
    forge.has(Number(number))
      ? Response.json(forge.commentsOn(Number(number)).map((c) => json.commentJson(c)))
      : refuse(500, ""),
  ),
  route("POST", `${REPO}/issues/:n/comments`, (forge, seen, [number]) => {
    if (!forge.has(Number(number))) return refuse(500, "");
    if (text(seen, "body") === "") return refuse(422, "[Body]: Required");
    const comment = forge.addComment(Number(number), text(seen, "body"), seen.account);
    return Response.json(json.commentJson(comment), { status: 201 });
  }),
  route("DELETE", `${REPO}/issues/comments/:n`, (forge, _, [id]) => {
    const at = forge.comments.findIndex((c) => c.id === Number(id));
    if (at === -1) return refuse(404, "no such comment");
    forge.comments.splice(at, 1);
    return new Response(null, { status: 204 });
  }),
  route("POST", `${REPO}/pulls`, openPull),
  route("GET", `${REPO}/pulls`, (forge, seen) =>
    page(
      seen,
      [...forge.pulls.values()].filter((p) => isAsked(seen, p)).sort((a, b) => b.updated_at - a.updated_at),
      (p) => json.pullJson(p),
    ),
  ),
  route(
    "GET",
    `${REPO}/pulls/:n`,
    pullOf((forge, __, pull) => Response.json(json.pullJson(pull, forge.standing))),
  ),
  route("POST", `${REPO}/pulls/:n/merge`, pullOf(merge)),
  route(
    "DELETE",
    `${REPO}/pulls/:n/merge`,
    pullOf((forge, _, { number }) =>
      forge.scheduled.delete(number) ? new Response(null, { status: 204 }) : refuse(404, "not found"),
    ),
  ),
  route("GET", `${REPO}/branches/main`, (forge) =>
    Response.json({ name: "main", commit: { id: "b".repeat(40) }, ...forge.rule }),
  ),
  route(
    "GET",
    `${REPO}/pulls/:n/reviews`,
    pullOf((forge, seen, pull) =>
      page(
        seen,
        forge.reviews.filter((r) => r.number === pull.number),
        json.reviewJson,
      ),
    ),
  ),
  route(
    "POST",
    `${REPO}/pulls/:n/reviews`,
    pullOf((forge, seen, pull) => {
      if (pull.author === seen.account && seen.body.event !== "COMMENT")
        return refuse(422, "approve your own pull is not allowed");
      if (pull.state === "closed" || (text(seen, "body") === "" && seen.body.event !== "APPROVED"))
        return refuse(422, "closed, or no body");
      if ((seen.body.comments as unknown[]).length > 0 && forge.lines !== "takes")
        return refuse(forge.lines === "refuses" ? 422 : 500, "no such line");
      const review = {
        id: forge.id(),
        number: pull.number,
        state: text(seen, "event"),
        sha: text(seen, "commit_id"),
        author: seen.account,
        body: text(seen, "body"),
      };
      forge.reviews.push(review);
      return Response.json(json.reviewJson(review));
    }),
  ),
  route("GET", `${REPO}/pulls/main/:any`, (forge, _, [branch]) => {
    const [pull] = [...forge.pulls.values()].filter((p) => p.branch === branch);
    return pull === undefined ? refuse(404, "no such pull request") : Response.json(json.pullJson(pull));
  }),
  route("GET", `${REPO}/commits/:any/status`, (forge, seen, [sha = ""]) => {
    const ours = forge.statuses
      .filter((s) => s.sha === sha)
      .map((s) => [s.context, { ...s, status: s.state }] as const);
    // The newest of a context is its status.
    const own = new Map(ours).values();
    const all = [...own, ...(forge.checks.get(sha) ?? [])].map((s, id) => ({ target_url: "", ...s, id }));
    const { limit, at } = placeOf(seen);
    return Response.json({ state: "pending", statuses: all.slice(at, at + limit) });
  }),
  route("GET", `${REPO}/actions/runs`, () => Response.json({ workflow_runs: [{ id: 5 }] })),
  route("GET", `${REPO}/actions/runs/5/jobs`, () =>
    Response.json({ jobs: [{ id: 8, name: "test", conclusion: "failure" }] }),
  ),
  route("GET", `${REPO}/actions/jobs/8/logs`, () => new Response("not ok 3 - adds")),
  route("POST", `${REPO}/statuses/:any`, (forge, seen, [sha = ""]) => {
    const { account } = seen;
    const said = {
      state: text(seen, "state"),
      context: text(seen, "context"),
      description: text(seen, "description"),
    };
    forge.statuses.push({ sha, account, ...said });
    return Response.json({}, { status: 201 });
  }),
  route("GET", `${REPO}/compare/main\\.\\.\\.:any`, (forge, _, [sha = ""]) =>
    Response.json({ total_commits: forge.main.has(sha) ? 0 : 1 }),
  ),
  route("GET", `${REPO}/git/commits/:any`, (_, __, [sha]) => Response.json({ sha })),
  route("GET", "/owner/sample.git/info/refs", () => new Response("refs")),
  route("POST", "/owner/sample.git/git-upload-pack", () => new Response("pack")),
  route("POST", "/owner/sample.git/git-receive-pack", () => new Response("received")),
];
