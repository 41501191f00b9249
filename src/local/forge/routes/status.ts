/** Commit statuses: appended, never changed; the newest of a context counts. */
import type { Hono } from "hono";
import * as z from "zod";
import { combined, latestStatuses } from "../change/protection.ts";
import { mergeScheduled } from "../change/schedule.ts";
import { type Forge, repository, userById } from "../forge.ts";
import { commits } from "../git/diff.ts";
import { notFound, Problem } from "../problem.ts";
import type { RepoRow, StatusRow } from "../store/rows.ts";
import { commitSummary } from "../view/commit.ts";
import { apiLink, time } from "../view/link.ts";
import { repoView } from "../view/repo.ts";
import { userView } from "../view/user.ts";
import { type Api, body, type Call, pageOf, type Room, room, roomFor } from "./door.ts";

const StatusBody = z.looseObject({
  /** Gitea takes any word here; one it does not know counts as pending. */
  state: z.string(),
  context: z.string().default(""),
  description: z.string().default(""),
  target_url: z.string().default(""),
});

function statusView(forge: Forge, repo: RepoRow, status: StatusRow) {
  return {
    id: status.id,
    status: status.state,
    target_url: status.target_url,
    description: status.description,
    url: `${apiLink(forge, repo)}/statuses/${status.sha}`,
    context: status.context,
    creator: userView(forge, userById(forge, status.user)),
    created_at: time(status.created),
    updated_at: time(status.created),
  };
}

export function statusRoutes(app: Hono<Api>): void {
  app.post("/repos/:owner/:repo/statuses/:sha", async (c) => {
    const { forge, repo, user } = roomFor(c, "repository", "write");
    const asked = await body(c, StatusBody);
    const git = repository(forge, repo);
    const sha = await git.resolve(c.req.param("sha"));
    if (sha === null) throw new Problem(500, `GetCommit[${c.req.param("sha")}]: object does not exist`);
    const status = forge.store.write((tx) => {
      const row: StatusRow = {
        id: tx.next(`statuses/${repo.id}/${sha}`),
        repo: repo.id,
        sha,
        state: asked.state,
        context: asked.context === "" ? "default" : asked.context,
        description: asked.description,
        target_url: asked.target_url,
        user: user.id,
        created: forge.store.now(),
      };
      tx.put("statuses", `${repo.id}/${sha}/${row.id}`, row);
      return row;
    });
    const [commit] = await commits(git.dir, sha, 1);
    forge.emit({
      repo: repo.id,
      event: "status",
      payload: {
        commit: commit === undefined ? null : commitSummary(forge, repo, commit),
        context: status.context,
        created_at: time(status.created),
        description: status.description,
        id: status.id,
        repository: repoView(forge, repo, "owner"),
        sender: userView(forge, user),
        sha,
        state: status.state,
        target_url: status.target_url,
        updated_at: null,
      },
    });
    if (status.state === "success") await mergeScheduled(forge, repo, sha);
    return c.json(statusView(forge, repo, status), 201);
  });

  app.get("/repos/:owner/:repo/statuses/:sha", (c) => list(c, c.req.param("sha")));
  app.get("/repos/:owner/:repo/commits/:ref{.+}/statuses", (c) => list(c, c.req.param("ref")));
  app.get("/repos/:owner/:repo/commits/:ref{.+}/status", async (c) => {
    const { forge, repo, access, user } = room(c, "repository");
    const sha = await repository(forge, repo).resolve(c.req.param("ref"));
    if (sha === null) throw notFound();
    const latest = latestStatuses(forge, repo, sha);
    c.header("X-Total-Count", String(latest.length));
    const url = `${apiLink(forge, repo)}/commits/${sha}`;
    return c.json({
      state: combined(latest),
      sha,
      total_count: latest.length,
      statuses:
        latest.length === 0
          ? null
          : pageOf(c, latest, false).map((status) => statusView(forge, repo, status)),
      repository: repoView(forge, repo, access, user),
      commit_url: url,
      url: `${url}/status`,
    });
  });
}

async function list(c: Call, ref: string) {
  const at: Room = room(c, "repository");
  const sha = await repository(at.forge, at.repo).resolve(ref);
  if (sha === null) throw notFound();
  const all = at.forge.store
    .filter("statuses", (row) => row.repo === at.repo.id && row.sha === sha)
    .reverse();
  return c.json(pageOf(c, all).map((status) => statusView(at.forge, at.repo, status)));
}
