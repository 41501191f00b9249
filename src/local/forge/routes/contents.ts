/** Files by the API: one read, and one committed onto a branch or a new one off it. */
import type { Hono } from "hono";
import * as z from "zod";
import { mayPush, protectionOf } from "../change/protection.ts";
import { refsMoved } from "../change/push.ts";
import { repoById, repository } from "../forge.ts";
import type { Repository } from "../git/repository.ts";
import { git, gitOk } from "../git/run.ts";
import { forbidden, invalid, notFound, Problem } from "../problem.ts";
import { emailOf } from "../view/user.ts";
import { type Api, body, type Call, room, roomFor } from "./door.ts";

const Change = z.looseObject({
  content: z.base64(),
  message: z.string().default(""),
  branch: z.string().default(""),
  new_branch: z.string().default(""),
  sha: z.string().default(""),
});

export function contentRoutes(app: Hono<Api>): void {
  const path = "/repos/:owner/:repo/contents/:path{.+}";
  app.get(path, async (c) => {
    const { forge, repo } = room(c, "repository");
    const bare = repository(forge, repo);
    const at = await bare.resolve(c.req.query("ref") ?? repo.default_branch);
    const file = filePath(c);
    const sha = at === null ? null : await blobAt(bare, at, file);
    if (sha === null) throw notFound("GetContentsOrList");
    const text = await gitOk(bare.dir, ["cat-file", "blob", sha]);
    return c.json({
      name: file.split("/").at(-1),
      path: file,
      sha,
      type: "file",
      size: Buffer.byteLength(text),
      encoding: "base64",
      content: Buffer.from(text).toString("base64"),
    });
  });
  app.post(path, (c) => change(c, 201));
  app.put(path, (c) => change(c, 200));

  app.delete("/repos/:owner/:repo/branches/:branch{.+}", async (c) => {
    const { forge, repo, user } = roomFor(c, "repository", "write");
    const name = c.req.param("branch");
    const bare = repository(forge, repo);
    await bare.exclusively(async () => {
      if (bare.branch(name) === null) throw notFound("not found");
      if (name === repo.default_branch) throw forbidden("can not delete default branch");
      if (protectionOf(forge, repo, name) !== undefined) throw forbidden("branch protected");
      const before = bare.refs;
      await bare.deleteRef(`refs/heads/${name}`);
      await refsMoved(forge, repo, user, before, bare.refs);
    });
    return c.body(null, 204);
  });
}

const filePath = (c: Call): string => {
  const path = c.req.param("path") ?? "";
  if (path.split("/").some((part) => part === "" || part === "." || part === ".." || part === ".git"))
    throw invalid(`path contains a malformed path component [path: ${path}]`);
  return path;
};

async function blobAt(bare: Repository, commit: string, path: string): Promise<string | null> {
  const found = await git(bare.dir, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${commit}:${path}`,
  ]);
  return found.code === 0 ? found.stdout.trim() : null;
}

async function change(c: Call, status: 200 | 201) {
  const { forge, repo, user } = roomFor(c, "repository", "write");
  const asked = await body(c, Change);
  const path = filePath(c);
  const bare = repository(forge, repo);
  const from = asked.branch === "" ? repo.default_branch : asked.branch;
  const to = asked.new_branch === "" ? from : asked.new_branch;
  return bare.exclusively(async () => {
    const before = bare.refs;
    const base = bare.branch(from);
    if (base === null) throw notFound(`branch does not exist [name: ${from}]`);
    if (to !== from && bare.branch(to) !== null) throw invalid(`branch already exists [name: ${to}]`);
    if (!mayPush(protectionOf(forge, repo, to), user))
      throw forbidden(`user cannot commit to protected branch [branch: ${to}]`);
    const old = await blobAt(bare, base, path);
    if (asked.sha === "" && old !== null) throw invalid(`repository file already exists [path: ${path}]`);
    if (asked.sha !== "" && old === null) throw notFound(`object does not exist [id: , rel_path: ${path}]`);
    if (asked.sha !== "" && old !== asked.sha)
      throw invalid(`sha does not match [given: ${asked.sha}, expected: ${old}]`);
    const tree = await treeWith(bare, base, path, Buffer.from(asked.content, "base64").toString("utf8"));
    const by = { name: user.full_name || user.login, email: emailOf(user) };
    const sha = await bare.commitTree(
      tree,
      [base],
      `${asked.message || `Update ${path}`}\n`,
      by,
      forge.store.now(),
    );
    if (!(await bare.updateRef(`refs/heads/${to}`, sha, to === from ? base : null)))
      throw new Problem(409, "the branch moved");
    await refsMoved(forge, repoById(forge, repo.id), user, before, bare.refs);
    return c.json({ content: { path, sha: await blobAt(bare, sha, path) }, commit: { sha } }, status);
  });
}

/** The tree of a commit with one file in it exchanged, by an index of its own. */
async function treeWith(bare: Repository, base: string, path: string, text: string): Promise<string> {
  const blob = (await gitOk(bare.dir, ["hash-object", "-w", "--stdin"], { input: text })).trim();
  const env = { GIT_INDEX_FILE: `${bare.dir}/contents-index` };
  await gitOk(bare.dir, ["read-tree", base], { env });
  await gitOk(bare.dir, ["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`], { env });
  return (await gitOk(bare.dir, ["write-tree"], { env })).trim();
}
