/** What the suite needs of a forge, real or embedded, and how to make it on a real one. */
import { randomUUID } from "node:crypto";
import { type ForgeClient, forgeClient } from "../../src/forge/client.ts";

export const ROLES = ["owner", "dev", "reviewer", "outsider"] as const;
export type SubjectRole = (typeof ROLES)[number];

export interface Account {
  readonly login: string;
  /** With the scopes the product asks for: write:repository, write:issue, read:user. */
  readonly token: string;
}

export interface Subject {
  readonly url: string;
  /** The two agree on all that the product needs, and not on every quirk; where they differ, the facts say how. */
  readonly kind: "gitea" | "forgejo";
  /** Of a site administrator, with every scope. */
  readonly admin_token: string;
  readonly people: Readonly<Record<SubjectRole, Account>>;
  /**
   * A new public repository of `owner` with one commit on `main` that holds README.md, where `dev` and `reviewer`
   * may write. Answers its path.
   */
  makeRepo(): Promise<string>;
  close(): Promise<void>;
}

export const SCOPES = ["write:repository", "write:issue", "read:user"] as const;

export const as = (subject: Subject, role: SubjectRole): ForgeClient =>
  forgeClient({ url: subject.url, token: subject.people[role].token });

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: raw answers are looked into where the wire itself is the subject
  readonly json: any;
}

/** A call below /api/v1 that skips the client, for what the wire itself must look like. */
export async function raw(
  at: { url: string; authorization: string },
  method: string,
  path: string,
  body?: unknown,
): Promise<RawAnswer> {
  const response = await fetch(`${at.url}/api/v1${path}`, {
    method,
    headers: { authorization: at.authorization, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true && text !== "";
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}

export const rawAs =
  (subject: Subject, role: SubjectRole) => (method: string, path: string, body?: unknown) =>
    raw({ url: subject.url, authorization: `token ${subject.people[role].token}` }, method, path, body);

export const basic = (login: string, password: string): string =>
  `Basic ${Buffer.from(`${login}:${password}`).toString("base64")}`;

/** Accounts and repositories on a real Gitea, under names no other run uses; all are removed at the end. */
export async function realSubject(url: string, adminToken: string): Promise<Subject> {
  const admin = { url, authorization: `token ${adminToken}` };
  const run = randomUUID().slice(0, 8);
  const must = async (method: string, path: string, body?: unknown, at = admin): Promise<RawAnswer> => {
    const answer = await raw(at, method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path} on ${url}: ${answer.status} ${answer.text}`);
    return answer;
  };

  const forgejo = await fetch(`${url}/api/forgejo/v1/version`);
  const account = async (role: SubjectRole): Promise<Account> => {
    const login = `${role}-${run}`;
    const password = randomUUID();
    const email = `${login}@forge.test`;
    await must("POST", "/admin/users", { username: login, email, password, must_change_password: false });
    const at = { url, authorization: basic(login, password) };
    const made = await must("POST", `/users/${login}/tokens`, { name: "suite", scopes: SCOPES }, at);
    return { login, token: made.json.sha1 };
  };
  const people = {
    owner: await account("owner"),
    dev: await account("dev"),
    reviewer: await account("reviewer"),
    outsider: await account("outsider"),
  };

  return {
    url,
    kind: forgejo.ok ? "forgejo" : "gitea",
    admin_token: adminToken,
    people,
    async makeRepo() {
      const { login } = people.owner;
      const options = { name: `r-${randomUUID().slice(0, 8)}`, auto_init: true, default_branch: "main" };
      const made = await must("POST", `/admin/users/${login}/repos`, options);
      const path: string = made.json.full_name;
      for (const role of ["dev", "reviewer"] as const) {
        await must("PUT", `/repos/${path}/collaborators/${people[role].login}`, { permission: "write" });
      }
      return path;
    },
    async close() {
      for (const { login } of Object.values(people)) await must("DELETE", `/admin/users/${login}?purge=true`);
    },
  };
}
