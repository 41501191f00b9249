/** Issues and their dependencies. */
import type { Hono } from "hono";
import * as z from "zod";
import {
  addDependency,
  changeAssignees,
  changeLabels,
  changeState,
  changeText,
  dropDependency,
  openIssue,
} from "../change/issue.ts";
import { accessOf, atLeast, issueByNumber, repoByPath, userByLogin } from "../forge.ts";
import { forbidden, invalid, notFound, Problem } from "../problem.ts";
import type { IssueRow } from "../store/rows.ts";
import { commentsOf, commentView, issueView, labelledView } from "../view/issue.ts";
import {
  type Api,
  body,
  type Call,
  number,
  pageOf,
  paging,
  type Room,
  room,
  signed,
  timeFilter,
} from "./door.ts";

const NewIssueBody = z.looseObject({
  title: z.string(),
  body: z.string().default(""),
  labels: z.array(z.int()).nullish(),
  assignee: z.string().nullish(),
  assignees: z.array(z.string()).nullish(),
  closed: z.boolean().nullish(),
});

/** What the edit of an issue and of a pull request have in common. */
export const EditBody = z.looseObject({
  title: z.string().nullish(),
  body: z.string().nullish(),
  state: z.string().nullish(),
  labels: z.array(z.int()).nullish(),
  assignee: z.string().nullish(),
  assignees: z.array(z.string()).nullish(),
  content_version: z.int().nullish(),
});

export function issueRoutes(app: Hono<Api>): void {
  app.get("/repos/:owner/:repo/issues", (c) => {
    const at = room(c, "issue");
    const found = at.forge.store
      .filter("issues", issueFilter(c, at))
      .sort((a, b) => b.created - a.created || b.id - a.id);
    return c.json(pageOf(c, found).map((issue) => issueView(at.forge, issue, at.user)));
  });

  app.post("/repos/:owner/:repo/issues", async (c) => {
    const at = room(c, "issue");
    const user = signed(c);
    const asked = await body(c, NewIssueBody);
    if (asked.title === "") throw invalid("[Title]: Required");
    const writes = atLeast(at.access, "write");
    const labels = writes
      ? (asked.labels ?? []).filter((id) => at.forge.store.get("labels", id)?.repo === at.repo.id)
      : [];
    const assignees = writes ? logins(at, asked.assignee, asked.assignees) : [];
    let issue = await openIssue(at.forge, at.repo, user, {
      title: asked.title,
      body: asked.body,
      labels,
      assignees,
    });
    if (asked.closed === true) issue = await changeState(at.forge, issue, user, "closed");
    return c.json(issueView(at.forge, issue, user), 201);
  });

  // Comments and labels; of what else happens to an issue, nothing is kept here.
  app.get("/repos/:owner/:repo/issues/:index/timeline", (c) => {
    const at = room(c, "issue");
    const issue = issueByNumber(at.forge, at.repo, number(c, "index"));
    const inTime = timeFilter(c);
    const said = commentsOf(at.forge, issue).map((one) => ({
      at: one.created,
      changed: one.updated,
      view: { ...commentView(at.forge, one, at.user), type: "comment", label: null },
    }));
    const labelled = (issue.labelled ?? []).map((one) => ({
      at: one.at,
      changed: one.at,
      view: labelledView(at.forge, one, at.user),
    }));
    const all = [...said, ...labelled]
      .filter(({ changed }) => inTime(changed))
      .sort((a, b) => a.at - b.at)
      .map(({ view }) => view);
    const { page, limit } = paging(c);
    const shown = all.slice((page - 1) * limit, page * limit);
    // Gitea counts what stands on this page, and links no other.
    c.header("X-Total-Count", String(shown.length));
    return c.json(shown);
  });

  app.get("/repos/:owner/:repo/issues/:index", (c) => {
    const at = room(c, "issue");
    return c.json(issueView(at.forge, issueByNumber(at.forge, at.repo, number(c, "index")), at.user));
  });

  app.patch("/repos/:owner/:repo/issues/:index", async (c) => {
    const at = room(c, "issue");
    const issue = issueByNumber(at.forge, at.repo, number(c, "index"));
    const now = await editIssue(c, at, issue, await body(c, EditBody));
    return c.json(issueView(at.forge, now, at.user), 201);
  });

  app.delete("/repos/:owner/:repo/issues/:index", (c) => {
    const at = room(c, "issue");
    signed(c);
    if (!atLeast(at.access, "admin")) throw forbidden("");
    const issue = issueByNumber(at.forge, at.repo, number(c, "index"));
    at.forge.store.write((tx) => tx.drop("issues", `${issue.repo}/${issue.number}`));
    return c.body(null, 204);
  });

  for (const [path, blocked] of [
    ["dependencies", true],
    ["blocks", false],
  ] as const) {
    const route = `/repos/:owner/:repo/issues/:index/${path}`;
    const pair = (c: Call, at: Room, other: IssueRow): [IssueRow, IssueRow] => {
      const own = issueByNumber(at.forge, at.repo, number(c, "index"));
      return blocked ? [own, other] : [other, own];
    };
    app.get(route, (c) => {
      const at = room(c, "issue");
      const issue = issueByNumber(at.forge, at.repo, number(c, "index"));
      const edges = at.forge.store.filter(
        "dependencies",
        (edge) => (blocked ? edge.issue : edge.blocker) === issue.id,
      );
      const ids = new Set(edges.map((edge) => (blocked ? edge.blocker : edge.issue)));
      const found = at.forge.store
        .filter("issues", (other) => ids.has(other.id))
        .sort((a, b) => b.created - a.created);
      const readable = found.filter((other) => {
        const repo = at.forge.store.get("repos", other.repo);
        return repo !== undefined && atLeast(accessOf(at.forge, repo, at.user), "read");
      });
      // Gitea's list of blocked issues tells no total and ignores the cap.
      const page = blocked ? pageOf(c, readable) : uncapped(c, readable);
      return c.json(page.map((other) => issueView(at.forge, other, at.user)));
    });
    app.post(route, async (c) => {
      const at = room(c, "issue");
      signed(c);
      const [issue, blocker] = pair(c, at, await namedIssue(c, at));
      if (!atLeast(at.access, "write")) throw notFound();
      const now = addDependency(at.forge, issue, blocker);
      return c.json(issueView(at.forge, blocked ? now : blocker, at.user), 201);
    });
    app.delete(route, async (c) => {
      const at = room(c, "issue");
      signed(c);
      const [issue, blocker] = pair(c, at, await namedIssue(c, at));
      if (!atLeast(at.access, "write")) throw notFound();
      const now = dropDependency(at.forge, issue, blocker);
      return c.json(issueView(at.forge, blocked ? now : blocker, at.user), 201);
    });
  }
}

const uncapped = <T>(c: Call, all: readonly T[]): T[] => {
  const asked = Number(c.req.query("limit") ?? 0);
  const limit = asked > 1 ? asked : 30;
  const { page } = paging(c);
  return all.slice((page - 1) * limit, page * limit);
};

async function namedIssue(c: Call, at: Room): Promise<IssueRow> {
  const asked = await body(
    c,
    z.looseObject({ owner: z.string().default(""), repo: z.string().default(""), index: z.int() }),
  );
  const repo = repoByPath(at.forge, asked.owner, asked.repo);
  if (repo === undefined || !atLeast(accessOf(at.forge, repo, at.user), "read"))
    throw notFound("IsErrRepoNotExist");
  return issueByNumber(at.forge, repo, asked.index);
}

export function logins(
  at: Room,
  one: string | null | undefined,
  many: readonly string[] | null | undefined,
): number[] {
  return [...new Set([...(one ? [one] : []), ...(many ?? [])])].map((login) => {
    const user = userByLogin(at.forge, login);
    if (user === undefined) throw invalid(`Assignee does not exist: [name: ${login}]`);
    return user.id;
  });
}

/** Every unknown label name is dropped, and when none is left the filter is gone: Gitea's way. */
function issueFilter(c: Call, at: Room): (issue: IssueRow) => boolean {
  const state = c.req.query("state") ?? "open";
  const type = c.req.query("type");
  const inTime = timeFilter(c);
  const names = (c.req.query("labels") ?? "").split(",").filter((name) => name !== "");
  const labels = at.forge.store.filter(
    "labels",
    (label) => label.repo === at.repo.id && names.includes(label.name),
  );
  const text = (c.req.query("q") ?? "").trim().toLowerCase();
  const person = (query: string) => {
    const login = c.req.query(query);
    if (login === undefined || login === "") return null;
    const user = userByLogin(at.forge, login);
    if (user === undefined) throw notFound(`user does not exist [uid: 0, name: ${login}]`);
    return user.id;
  };
  const author = person("created_by");
  const assignee = person("assigned_by");
  return (issue) =>
    issue.repo === at.repo.id &&
    (state === "all" || issue.state === (state === "closed" ? "closed" : "open")) &&
    (type === "issues" ? issue.pull === null : type !== "pulls" || issue.pull !== null) &&
    inTime(issue.updated) &&
    labels.every((label) => issue.labels.includes(label.id)) &&
    (author === null || issue.user === author) &&
    (assignee === null || issue.assignees.includes(assignee)) &&
    (text === "" || `${issue.title}\n${issue.body}`.toLowerCase().includes(text));
}

export async function editIssue(
  c: Call,
  at: Room,
  issue: IssueRow,
  asked: z.output<typeof EditBody>,
): Promise<IssueRow> {
  const user = signed(c);
  const writes = atLeast(at.access, "write");
  if (issue.user !== user.id && !writes) throw forbidden("");
  if (typeof asked.content_version === "number" && asked.content_version !== issue.version) {
    throw new Problem(409, "issue has already been changed");
  }
  let now = await changeText(at.forge, issue, user, {
    title: asked.title ?? undefined,
    body: asked.body ?? undefined,
  });
  if (writes && (asked.assignees != null || asked.assignee != null)) {
    now = await changeAssignees(at.forge, now, user, logins(at, asked.assignee, asked.assignees));
  }
  // Gitea reads `labels` from the edit of a pull request only.
  const { labels } = asked;
  if (writes && now.pull !== null && labels != null)
    now = await changeLabels(at.forge, now, user, () => labels);
  if (asked.state != null) {
    if (now.pull?.merged) {
      throw new Problem(412, "cannot change state of this pull request, it was already merged");
    }
    if (asked.state !== "open" && asked.state !== "closed") throw invalid(`unknown state: ${asked.state}`);
    now = await changeState(at.forge, now, user, asked.state);
  }
  return now;
}
