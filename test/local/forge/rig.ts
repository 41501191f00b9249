/** A forge in a directory of its own, with an owner, a developer, a reviewer and a stranger. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type EmbeddedForge, type ForgeOptions, startForge } from "../../../src/local/forge/server.ts";

export const SCOPES = ["write:repository", "write:issue", "read:user"];

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
export type Json = any;
export interface Answer {
  readonly status: number;
  readonly json: Json;
  readonly text: string;
  readonly headers: Headers;
}

export interface Rig {
  readonly dir: string;
  readonly forge: EmbeddedForge;
  readonly tokens: Readonly<Record<"owner" | "developer" | "reviewer" | "stranger", string>>;
  call(as: keyof Rig["tokens"] | null, method: string, path: string, body?: unknown): Promise<Answer>;
  /** Below `/repos/owner/sample`. */
  repo(as: keyof Rig["tokens"] | null, method: string, path: string, body?: unknown): Promise<Answer>;
  cloneUrl(as: keyof Rig["tokens"] | null): string;
  close(): Promise<void>;
}

export async function startRig(options: Partial<ForgeOptions> = {}): Promise<Rig> {
  const dir = await mkdtemp(join(tmpdir(), "adf-forge-test-"));
  const forge = await startForge({ dir: join(dir, "forge"), ...options });
  const { admin } = forge;
  for (const login of ["owner", "developer", "reviewer", "stranger"]) admin.createAccount({ login });
  await admin.createRepo({ owner: "owner", name: "sample" });
  admin.addCollaborator("owner/sample", "developer", "write");
  admin.addCollaborator("owner/sample", "reviewer", "write");
  const token = (login: string) => admin.createToken(login, SCOPES);
  const tokens = {
    owner: token("owner"),
    developer: token("developer"),
    reviewer: token("reviewer"),
    stranger: token("stranger"),
  };
  const call: Rig["call"] = (as, method, path, body) =>
    ask(`${forge.url}/api/v1${path}`, method, as === null ? null : tokens[as], body);
  return {
    dir,
    forge,
    tokens,
    call,
    repo: (as, method, path, body) => call(as, method, `/repos/owner/sample${path}`, body),
    cloneUrl: (as) =>
      `${as === null ? forge.url : forge.url.replace("http://", `http://git:${tokens[as]}@`)}/owner/sample.git`,
    async close() {
      await forge.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export async function ask(
  url: string,
  method: string,
  token: string | null,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: token === null ? {} : { authorization: `token ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    // Some answers are empty or plain text; the test then looks at `text`.
  }
  return { status: response.status, json, text, headers: response.headers };
}

const run = promisify(execFile);

/** git as a person would run it: the machine's configuration and prompts kept out. */
export async function git(
  cwd: string,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const who = ["-c", "user.name=Dev", "-c", "user.email=developer@forge.localhost"];
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
  };
  try {
    const { stdout, stderr } = await run("git", [...who, ...args], { cwd, env });
    return { code: 0, out: stdout, err: stderr };
  } catch (cause) {
    const failed = cause as { code: number; stdout: string; stderr: string };
    return { code: failed.code, out: failed.stdout, err: failed.stderr };
  }
}

/** A clone with one more commit on a new branch, pushed as the developer; its head. */
export async function pushBranch(
  rig: Rig,
  branch: string,
  files: Readonly<Record<string, string>>,
  message = "A change",
): Promise<string> {
  const dir = await mkdtemp(join(rig.dir, "clone-"));
  await git(dir, "clone", "-q", rig.cloneUrl("developer"), "work");
  const work = join(dir, "work");
  const exists = (await git(work, "rev-parse", "-q", "--verify", `origin/${branch}`)).code === 0;
  await git(work, "checkout", "-q", ...(exists ? [branch] : ["-b", branch]));
  for (const [name, text] of Object.entries(files)) await writeFile(join(work, name), text);
  await git(work, "add", "-A");
  await git(work, "commit", "-q", "-m", message);
  const pushed = await git(work, "push", "-q", "origin", branch);
  if (pushed.code !== 0) throw new Error(pushed.err);
  return (await git(work, "rev-parse", "HEAD")).out.trim();
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: Json;
}

/** An endpoint that keeps what webhooks send. */
export async function listen(status = 200) {
  const got: Received[] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    got.push({ headers: req.headers, text, json: JSON.parse(text) });
    res.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
