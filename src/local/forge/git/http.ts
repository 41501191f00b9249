/**
 * Git's smart HTTP over bare repositories, by git's own stateless commands. Reads of public repositories need no
 * account; a push needs one that may write, and moves refs under the repository's lock.
 */
import type { ChildProcess } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { mayPush, protectionOf } from "../change/protection.ts";
import { refsMoved } from "../change/push.ts";
import { accessOf, atLeast, type Forge, repoById, repoByPath, repository, userById } from "../forge.ts";
import { Problem } from "../problem.ts";
import { type Caller, identify, requireScope } from "../routes/door.ts";
import type { RepoRow, UserRow } from "../store/rows.ts";
import { readPushHead, refusal } from "./commands.ts";
import { spawnGit } from "./run.ts";

const PATH = /^\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;
const CONFIG = [
  ["uploadpack.allowFilter", "true"],
  ["uploadpack.allowAnySHA1InWant", "true"],
  // The references of pull requests are the server's own.
  ["receive.hideRefs", "refs/pull/"],
  // Nothing may go on running after the answer.
  ["receive.autogc", "false"],
  ["gc.auto", "0"],
].flatMap(([name, value]) => ["-c", `${name}=${value}`]);

export interface GitHttp {
  /** True when the request was git's and has been answered. */
  serve(req: IncomingMessage, res: ServerResponse): Promise<boolean>;
  close(): void;
}

export function gitHttp(forge: Forge, count: (route: string) => void): GitHttp {
  const children = new Set<ChildProcess>();

  const start = (
    service: string,
    repo: RepoRow,
    req: IncomingMessage,
    extra: readonly string[],
    strict: readonly string[] = [],
  ) => {
    const asked = req.headers["git-protocol"];
    const protocol =
      typeof asked === "string" && /^[\w=:.-]{1,100}$/.test(asked) ? { GIT_PROTOCOL: asked } : {};
    const args = [...CONFIG, ...strict, service, "--stateless-rpc", ...extra, repository(forge, repo).dir];
    const child = spawnGit(args, protocol);
    children.add(child);
    child.on("close", () => children.delete(child));
    return child;
  };

  async function advertise(
    service: string,
    repo: RepoRow,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    const line = `# service=git-${service}\n`;
    head(res, `application/x-git-${service}-advertisement`);
    res.write(`${(line.length + 4).toString(16).padStart(4, "0")}${line}0000`);
    const child = start(service, repo, req, ["--http-backend-info-refs"]);
    child.stdin?.end();
    if (child.stdout !== null) await pipeline(child.stdout, res);
  }

  async function fetchPack(repo: RepoRow, req: IncomingMessage, res: ServerResponse): Promise<void> {
    head(res, "application/x-git-upload-pack-result");
    const child = start("upload-pack", repo, req, []);
    await both(child, bodyOf(req), [], res);
  }

  async function takePush(
    repo: RepoRow,
    user: UserRow,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    const input = bodyOf(req)[Symbol.asyncIterator]();
    let seen: Buffer = Buffer.alloc(0);
    let push = readPushHead(seen);
    while (push === null) {
      const next = await input.next();
      if (next.done) throw new Problem(400, "the push ended before its commands did");
      seen = Buffer.concat([seen, next.value as Buffer]);
      push = readPushHead(seen);
    }
    head(res, "application/x-git-receive-pack-result");
    const rules = push.commands.map(
      (command) =>
        [command.ref, protectionOf(forge, repo, command.ref.replace(/^refs\/heads\//, ""))] as const,
    );
    const denied = rules.find(([ref, rule]) => ref.startsWith("refs/heads/") && !mayPush(rule, user));
    if (denied !== undefined) {
      while (!(await input.next()).done);
      res.end(refusal(push, `Gitea: Not allowed to push to protected branch ${denied[0].slice(11)}`));
      return;
    }
    const strict = rules.some(([, rule]) => rule !== undefined && !rule.enable_force_push)
      ? ["-c", "receive.denyNonFastForwards=true", "-c", "receive.denyDeletes=true"]
      : [];
    const git = repository(forge, repo);
    const moved = await git.exclusively(async () => {
      const before = git.refs;
      const child = start("receive-pack", repo, req, [], strict);
      const rest: AsyncIterable<Buffer> = { [Symbol.asyncIterator]: () => input as AsyncIterator<Buffer> };
      await both(child, rest, [seen], res, false).catch((cause) =>
        forge.log("git.push_broken", { reason: String(cause) }),
      );
      const after = await git.refresh();
      // Told before the pusher hears that it is done, so that whoever pushes and then asks sees the new head.
      await refsMoved(forge, repoById(forge, repo.id), user, before, after);
      return [...new Set([...before.keys(), ...after.keys()])].filter(
        (ref) => before.get(ref) !== after.get(ref),
      );
    });
    const branches = moved.flatMap((ref) => (ref.startsWith("refs/heads/") ? [ref.slice(11)] : []));
    await forge.meanwhile?.({ repo: `${userById(forge, repo.owner).login}/${repo.name}`, branches });
    res.end();
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const url = new URL(req.url ?? "/", "http://forge");
    const [, owner, name, what] = PATH.exec(url.pathname) ?? [];
    if (owner === undefined || name === undefined || what === undefined) return false;
    const service = what === "info/refs" ? (url.searchParams.get("service") ?? "") : what;
    count(`GIT ${what === "info/refs" ? "info/refs " : ""}${service}`);
    try {
      if (service !== "git-upload-pack" && service !== "git-receive-pack") {
        throw new Problem(403, "This server speaks git's smart HTTP only; use a git newer than 1.6.6.");
      }
      const writes = service === "git-receive-pack";
      const { repo, user } = admit(forge, identify(forge, req.headers.authorization), owner, name, writes);
      if (what === "info/refs" && req.method === "GET") await advertise(service.slice(4), repo, req, res);
      else if (what === "info/refs" || req.method !== "POST") throw new Problem(405, "Method Not Allowed");
      else if (!writes) await fetchPack(repo, req, res);
      else if (user !== null) await takePush(repo, user, req, res);
    } catch (problem) {
      answer(forge, res, problem);
    }
    return true;
  }

  return {
    serve,
    close() {
      for (const child of children) child.kill("SIGKILL");
    },
  };
}

function admit(forge: Forge, caller: Caller, owner: string, name: string, writes: boolean) {
  const repo = repoByPath(forge, owner, name);
  const access = repo === undefined ? "none" : accessOf(forge, repo, caller.user);
  if (caller.user === null && (writes || !atLeast(access, "read"))) throw new Problem(401, "Unauthorized");
  requireScope(caller, "repository", writes);
  if (repo === undefined || !atLeast(access, "read")) throw new Problem(404, "Repository not found");
  if (writes && !atLeast(access, "write")) throw new Problem(403, "User permission denied for writing.");
  return { repo, user: caller.user };
}

function head(res: ServerResponse, type: string): void {
  res.writeHead(200, {
    "content-type": type,
    "cache-control": "no-cache, max-age=0, must-revalidate",
    pragma: "no-cache",
  });
}

function bodyOf(req: IncomingMessage): Readable {
  return req.headers["content-encoding"] === "gzip" ? req.pipe(createGunzip()) : req;
}

/** Feeds the child and passes on what it says, at the same time: it may answer before it has read everything. */
async function both(
  child: ChildProcess,
  input: AsyncIterable<Buffer>,
  first: readonly Buffer[],
  res: ServerResponse,
  end = true,
): Promise<void> {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error("git was started without pipes");
  stderr.resume();
  // git may stop reading early; what it says then is the answer.
  stdin.on("error", () => {});
  res.on("close", () => {
    if (!res.writableFinished) stdin.destroy();
  });
  const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const feed = async () => {
    for (const chunk of first) stdin.write(chunk);
    for await (const chunk of input) {
      if (!stdin.writable) continue;
      if (!stdin.write(chunk))
        await Promise.race([new Promise((resolve) => stdin.once("drain", resolve)), closed]);
    }
    stdin.end();
  };
  const fed = feed().catch(() => stdin.destroy());
  await pipeline(stdout, res, { end });
  await Promise.all([fed, closed]);
}

function answer(forge: Forge, res: ServerResponse, problem: unknown): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const status = problem instanceof Problem ? problem.status : 500;
  if (status === 500)
    forge.log("git.error", {
      reason: problem instanceof Error ? (problem.stack ?? problem.message) : String(problem),
    });
  const challenge = status === 401 ? { "www-authenticate": 'Basic realm="Gitea"' } : {};
  res.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close", ...challenge });
  res.end(status === 500 ? "Internal Server Error\n" : `${(problem as Problem).message}\n`);
}
