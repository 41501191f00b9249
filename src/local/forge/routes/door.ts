/** The door of the API: who is asking, with which scopes, for which repository, and how much per page. */
import type { Context } from "hono";
import type * as z from "zod";
import { accessOf, atLeast, type Forge, hashToken, repoByPath, userById, userByLogin } from "../forge.ts";
import { passwordFits } from "../password.ts";
import { forbidden, invalid, notFound, Problem } from "../problem.ts";
import type { Access, RepoRow, UserRow } from "../store/rows.ts";

export type Category = "repository" | "issue" | "user" | "organization" | "notification" | "misc" | "admin";

export interface Caller {
  readonly user: UserRow | null;
  /** Null for an anonymous caller: only tokens have scopes. */
  readonly scopes: readonly string[] | null;
  /** Set when the caller came by Basic: with its password, or with a token in its place. */
  readonly by_basic?: boolean;
}

export type Api = { Variables: { forge: Forge; caller: Caller } };
export type Call = Context<Api>;

/** `token X`, `Bearer X`, or Basic with the token as password (or as user name, as git sends it). */
export function identify(forge: Forge, header: string | undefined): Caller {
  if (header === undefined || header === "") return { user: null, scopes: null };
  const space = header.indexOf(" ");
  const scheme = header.slice(0, space).toLowerCase();
  const rest = header.slice(space + 1).trim();
  const secrets = scheme === "basic" ? basic(rest) : scheme === "token" || scheme === "bearer" ? [rest] : [];
  for (const secret of secrets) {
    const hash = hashToken(secret);
    const token = forge.store.find("tokens", (row) => row.hash === hash);
    if (token === undefined) continue;
    return { user: userById(forge, token.user), scopes: token.scopes, by_basic: scheme === "basic" };
  }
  const known = scheme === "basic" ? byPassword(forge, rest) : null;
  if (known !== null) return { user: known, scopes: null, by_basic: true };
  throw new Problem(401, "invalid username, password or token");
}

function byPassword(forge: Forge, text: string): UserRow | null {
  const [login = "", ...rest] = Buffer.from(text, "base64").toString("utf8").split(":");
  const user = userByLogin(forge, login);
  return user !== undefined && passwordFits(user, rest.join(":")) ? user : null;
}

function basic(text: string): string[] {
  const [name = "", ...rest] = Buffer.from(text, "base64").toString("utf8").split(":");
  return [rest.join(":"), name].filter((part) => part !== "");
}

export function requireScope(caller: Caller, category: Category, write: boolean): void {
  if (caller.scopes === null) return;
  const wanted = `${write ? "write" : "read"}:${category}`;
  if (caller.scopes.some((scope) => scope === "all" || scope === wanted || scope === `write:${category}`))
    return;
  throw forbidden(
    `token does not have at least one of required scope(s), required=[${wanted}], token scope=${caller.scopes.join(",")}`,
  );
}

const isWrite = (c: Call) => c.req.method !== "GET" && c.req.method !== "HEAD";

export function scope(c: Call, category: Category): void {
  requireScope(c.get("caller"), category, isWrite(c));
}

/** The signed-in user; 401 without one. */
export function signed(c: Call): UserRow {
  const { user } = c.get("caller");
  if (user === null) throw new Problem(401, "token is required");
  return user;
}

export interface Room {
  readonly forge: Forge;
  readonly repo: RepoRow;
  readonly user: UserRow | null;
  readonly access: Access;
}

/** The repository of the path as the caller may see it: what may not be seen does not exist. */
export function room(c: Call, category: Category): Room {
  const forge = c.get("forge");
  scope(c, category);
  const repo = repoByPath(forge, c.req.param("owner") ?? "", c.req.param("repo") ?? "");
  const { user } = c.get("caller");
  const access = repo === undefined ? "none" : accessOf(forge, repo, user);
  if (repo === undefined || !atLeast(access, "read")) throw notFound("The target couldn't be found.");
  return { forge, repo, user, access };
}

/** As `room`, for a caller who is signed in and has at least this access. */
export function roomFor(c: Call, category: Category, need: Access): Room & { readonly user: UserRow } {
  const found = room(c, category);
  const user = signed(c);
  if (!atLeast(found.access, need)) {
    throw forbidden(
      need === "admin"
        ? "user should be an owner or a collaborator with admin write of a repository"
        : "user should have a permission to write to a repo",
    );
  }
  return { ...found, user };
}

export function number(c: Call, name: string): number {
  const value = c.req.param(name) ?? "";
  if (!/^\d{1,15}$/.test(value)) throw notFound();
  return Number(value);
}

export async function body<S extends z.ZodType>(c: Call, schema: S): Promise<z.output<S>> {
  const text = await c.req.text();
  let json: unknown = {};
  if (text !== "") {
    try {
      json = JSON.parse(text);
    } catch {
      throw invalid("[]: body is not JSON");
    }
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  const field = first?.path.join(".") ?? "";
  throw invalid(`[${field.charAt(0).toUpperCase()}${field.slice(1)}]: ${first?.message ?? "invalid"}`);
}

export const MAX_PAGE = 50;
export const DEFAULT_PAGE = 30;

export function paging(c: Call): { page: number; limit: number } {
  const read = (name: string) => Math.max(0, Number.parseInt(c.req.query(name) ?? "", 10) || 0);
  const limit = read("limit");
  return { page: Math.max(1, read("page")), limit: limit === 0 ? DEFAULT_PAGE : Math.min(limit, MAX_PAGE) };
}

export function pageOf<T>(c: Call, all: readonly T[], link = true): T[] {
  const { page, limit } = paging(c);
  c.header("X-Total-Count", String(all.length));
  c.header("Access-Control-Expose-Headers", "X-Total-Count");
  const last = Math.ceil(all.length / limit);
  if (link && last > 1) {
    const to = (n: number, rel: string) => {
      const url = new URL(c.req.url);
      url.searchParams.set("page", String(n));
      return `<${url.href}>; rel="${rel}"`;
    };
    const parts = page < last ? [to(page + 1, "next"), to(last, "last")] : [];
    if (page > 1) parts.push(to(1, "first"), to(page - 1, "prev"));
    c.header("Link", parts.join(","));
  }
  return all.slice((page - 1) * limit, page * limit);
}

/** `since` and `before`: whole seconds, inclusive, by the time of the last change. */
export function timeFilter(c: Call): (updated: number) => boolean {
  const read = (name: string) => {
    const text = c.req.query(name);
    if (text === undefined || text === "") return null;
    const at = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(at)) throw invalid(`parsing time "${text}" as "2006-01-02T15:04:05Z07:00"`);
    return Math.floor(at / 1_000);
  };
  const since = read("since");
  const before = read("before");
  return (updated) => (since === null || updated >= since) && (before === null || updated <= before);
}
