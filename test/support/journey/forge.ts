/** The forge as a journey looks at it: through its public API only, as an account of its own. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes are looked into
export type Json = any;

export interface Looker {
  /** With the credential in it. */
  readonly cloneUrl: string;
  get(path: string): Promise<Json>;
  /** Every page of a list. */
  list(path: string): Promise<Json[]>;
  send(method: string, path: string, body?: unknown): Promise<{ status: number; json: Json }>;
  comment(issue: number, body: string): Promise<Json>;
  comments(issue: number): Promise<Json[]>;
  /** Ref → object of the repository, as git itself lists them. */
  refs(): Promise<Record<string, string>>;
}

const run = promisify(execFile);

/** Never synchronous: the embedded forge answers from this very process. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_NOSYSTEM: "1" };
  return (await run("git", args, { cwd, env, timeout: 30_000 })).stdout;
}

export function looker(url: string, repo: string, token: string): Looker {
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/api/v1/repos/${repo}${path}`, {
      method,
      headers: { authorization: `token ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === "" ? null : (JSON.parse(text) as Json) };
  };
  const get = async (path: string) => {
    const { status, json } = await call("GET", path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(json)}`);
    return json;
  };
  const send: Looker["send"] = async (method, path, body) => {
    const answer = await call(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.json)}`);
    return answer;
  };
  const list = async (path: string) => {
    const all: Json[] = [];
    for (let page = 1; ; page++) {
      const items: Json[] = await get(`${path}${path.includes("?") ? "&" : "?"}limit=50&page=${page}`);
      all.push(...items);
      if (items.length < 50) return all;
    }
  };
  const cloneUrl = `${url.replace("://", `://git:${token}@`)}/${repo}.git`;
  return {
    cloneUrl,
    get,
    list,
    send,
    comment: async (issue, body) => (await send("POST", `/issues/${issue}/comments`, { body })).json,
    comments: (issue) => get(`/issues/${issue}/comments`),
    async refs() {
      const stdout = await git("/", "ls-remote", cloneUrl);
      return Object.fromEntries(
        stdout
          .trim()
          .split("\n")
          .map((line) => line.split("\t").reverse() as [string, string]),
      );
    },
  };
}
