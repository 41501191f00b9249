/** The repository itself: what it is, its branches, its collaborators, and the difference between two refs. */
import type { Hono } from "hono";
import * as z from "zod";
import { mayPush, protectionOf } from "../change/protection.ts";
import { accessOf, atLeast, type Forge, repository, userByLogin } from "../forge.ts";
import { commits, treeOf } from "../git/diff.ts";
import { forbidden, invalid, notFound, Problem } from "../problem.ts";
import type { UserRow } from "../store/rows.ts";
import { commitSummary, commitView } from "../view/commit.ts";
import { repoView } from "../view/repo.ts";
import { userView } from "../view/user.ts";
import { type Api, body, pageOf, type Room, room, roomFor } from "./door.ts";

export function repoRoutes(app: Hono<Api>): void {
  app.get("/repos/:owner/:repo", (c) => {
    const { forge, repo, access, user } = room(c, "repository");
    return c.json(repoView(forge, repo, access, user));
  });

  app.get("/repos/:owner/:repo/branches", async (c) => {
    const at = room(c, "repository");
    const names = repository(at.forge, at.repo)
      .branches()
      .map(([name]) => name)
      .sort();
    return c.json(await Promise.all(pageOf(c, names).map((name) => branchView(at, name))));
  });
  app.get("/repos/:owner/:repo/branches/:branch{.+}", async (c) =>
    c.json(await branchView(room(c, "repository"), c.req.param("branch"))),
  );

  app.get("/repos/:owner/:repo/compare/:range{.+}", async (c) => {
    const { forge, repo } = room(c, "repository");
    const range = c.req.param("range");
    const [base = "", head = ""] = range.includes("...") ? range.split("...") : range.split("..");
    const git = repository(forge, repo);
    const [from, to] = await Promise.all([
      git.resolve(base || repo.default_branch),
      git.resolve(head || repo.default_branch),
    ]);
    if (from === null || to === null) throw notFound();
    const start = range.includes("...") ? await git.mergeBase(from, to) : from;
    const span = start === null ? to : `${start}..${to}`;
    const list = await commits(git.dir, span, 500);
    const total = list.length < 500 ? list.length : await git.count(span);
    return c.json({
      total_commits: total,
      commits: await Promise.all(list.map((commit) => commitView(forge, repo, commit))),
    });
  });

  app.get("/repos/:owner/:repo/git/trees/:sha", async (c) => {
    const { forge, repo } = room(c, "repository");
    const git = repository(forge, repo);
    const sha = await git.resolve(c.req.param("sha"));
    if (sha === null) throw new Problem(400, `sha not found: ${c.req.param("sha")}`);
    const all = await treeOf(git.dir, sha, c.req.query("recursive") === "true");
    const page = Math.max(1, Number(c.req.query("page") ?? 1) || 1);
    const limit = Math.min(1_000, Number(c.req.query("per_page") ?? 1_000) || 1_000);
    return c.json({
      sha,
      tree: all.slice((page - 1) * limit, page * limit),
      truncated: page * limit < all.length,
      page,
      total_count: all.length,
    });
  });

  app.get("/repos/:owner/:repo/commits", async (c) => {
    const { forge, repo } = room(c, "repository");
    const git = repository(forge, repo);
    const at = await git.resolve(c.req.query("sha") ?? repo.default_branch);
    if (at === null) throw notFound();
    const limit = Math.min(50, Number(c.req.query("limit") ?? 50) || 50);
    const page = Math.max(1, Number(c.req.query("page") ?? 1) || 1);
    c.header("X-Total-Count", String(await git.count(at)));
    const list = await commits(git.dir, at, limit, (page - 1) * limit);
    return c.json(await Promise.all(list.map((commit) => commitView(forge, repo, commit))));
  });
  app.get("/repos/:owner/:repo/git/commits/:sha", async (c) => {
    const { forge, repo } = room(c, "repository");
    const git = repository(forge, repo);
    const at = await git.resolve(c.req.param("sha"));
    const [commit] = at === null ? [] : await commits(git.dir, at, 1);
    if (commit === undefined) throw notFound();
    return c.json(await commitView(forge, repo, commit));
  });

  app.get("/repos/:owner/:repo/collaborators", (c) => {
    const { forge, repo, user } = room(c, "repository");
    const rows = forge.store.filter("collaborators", (row) => row.repo === repo.id);
    return c.json(
      pageOf(c, rows).flatMap((row) => {
        const member = forge.store.get("users", row.user);
        return member === undefined ? [] : [userView(forge, member, user)];
      }),
    );
  });
  app.get("/repos/:owner/:repo/collaborators/:login/permission", (c) => {
    const { forge, repo, access } = room(c, "repository");
    const { user } = c.get("caller");
    if (user === null) throw new Problem(401, "token is required");
    const login = c.req.param("login");
    if (user.login.toLowerCase() !== login.toLowerCase() && !atLeast(access, "admin")) {
      throw forbidden(
        "Only admins can query all permissions, repo admins can query all repo permissions, collaborators can query only their own",
      );
    }
    const found = userByLogin(forge, login);
    if (found === undefined) throw notFound(`user does not exist [uid: 0, name: ${login}]`);
    const has = accessOf(forge, repo, found);
    return c.json({ permission: has, role_name: has, user: userView(forge, found, user) });
  });
  app.get("/repos/:owner/:repo/collaborators/:login", (c) => {
    const { forge, repo } = room(c, "repository");
    const member = collaborator(c.req.param("login"), forge);
    if (forge.store.get("collaborators", `${repo.id}/${member.id}`) === undefined)
      throw notFound("not found");
    return c.body(null, 204);
  });
  app.delete("/repos/:owner/:repo/collaborators/:login", (c) => {
    const { forge, repo } = roomFor(c, "repository", "admin");
    const member = collaborator(c.req.param("login"), forge);
    forge.store.write((tx) => tx.drop("collaborators", `${repo.id}/${member.id}`));
    return c.body(null, 204);
  });
  app.put("/repos/:owner/:repo/collaborators/:login", async (c) => {
    const { forge, repo } = roomFor(c, "repository", "admin");
    const { permission } = await body(
      c,
      z.looseObject({ permission: z.enum(["read", "write", "admin"]).default("write") }),
    );
    const member = collaborator(c.req.param("login"), forge);
    const row = { repo: repo.id, user: member.id, access: permission };
    forge.store.write((tx) => tx.put("collaborators", `${repo.id}/${member.id}`, row));
    return c.body(null, 204);
  });
}

function collaborator(login: string, forge: Forge): UserRow {
  const user = userByLogin(forge, login);
  if (user === undefined) throw invalid(`user does not exist [uid: 0, name: ${login}]`);
  return user;
}

async function branchView({ forge, repo, user, access }: Room, name: string) {
  const git = repository(forge, repo);
  const sha = git.branch(name);
  const [tip] = sha === null ? [] : await commits(git.dir, sha, 1);
  if (tip === undefined) throw notFound(`branch does not exist [repo_id: ${repo.id} name: ${name}]`);
  const rule = protectionOf(forge, repo, name);
  const canWrite = atLeast(access, "write");
  return {
    name,
    commit: commitSummary(forge, repo, tip),
    protected: rule !== undefined,
    required_approvals: rule?.required_approvals ?? 0,
    enable_status_check: rule?.enable_status_check ?? false,
    status_check_contexts: rule?.status_check_contexts ?? [],
    user_can_push: canWrite && user !== null && mayPush(rule, user),
    user_can_merge: canWrite,
    effective_branch_protection_name: rule?.rule ?? "",
  };
}
