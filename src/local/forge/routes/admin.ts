/** Accounts as a site administrator manages them, and the tokens that an account makes for itself. */
import { randomBytes } from "node:crypto";
import type { Hono } from "hono";
import * as z from "zod";
import { type Forge, hashToken, userByLogin } from "../forge.ts";
import { hashPassword } from "../password.ts";
import { forbidden, invalid, notFound, Problem } from "../problem.ts";
import type { TokenRow, UserRow } from "../store/rows.ts";
import { userView } from "../view/user.ts";
import { type Api, body, type Call, scope, signed } from "./door.ts";

const LOGIN = /^[A-Za-z0-9](?:[\w.-]{0,38}[A-Za-z0-9])?$/;
const CATEGORIES = "activitypub|admin|misc|notification|organization|package|issue|repository|user";
const SCOPE = new RegExp(`^(?:all|public-only|(?:read|write):(?:${CATEGORIES}))$`);

const NewUser = z.looseObject({
  username: z.string().min(1, "Required"),
  email: z.string().min(1, "Required"),
  full_name: z.string().default(""),
  password: z.string().default(""),
});
const EditUser = z.looseObject({
  login_name: z.string().min(1, "Required"),
  source_id: z.int(),
  full_name: z.string().optional(),
  password: z.string().optional(),
});
const NewToken = z.looseObject({
  name: z.string().min(1, "Required"),
  scopes: z.array(z.string()).default([]),
});

export function adminRoutes(app: Hono<Api>): void {
  app.post("/admin/users", async (c) => {
    const admin = siteAdmin(c);
    const forge = c.get("forge");
    const asked = await body(c, NewUser);
    if (!LOGIN.test(asked.username)) throw invalid(`name is invalid [${asked.username}]`);
    if (userByLogin(forge, asked.username) !== undefined) {
      throw invalid(`user already exists [name: ${asked.username}]`);
    }
    if (asked.password.length < 8) throw new Problem(400, "PasswordIsRequired");
    const user = forge.store.write((tx) => {
      const row: UserRow = {
        id: tx.next("users"),
        login: asked.username,
        full_name: asked.full_name,
        is_admin: false,
        password: hashPassword(asked.password),
        created: forge.store.now(),
      };
      tx.put("users", row.id, row);
      return row;
    });
    return c.json(userView(forge, user, admin), 201);
  });

  app.patch("/admin/users/:login", async (c) => {
    const admin = siteAdmin(c);
    const forge = c.get("forge");
    const user = named(c, forge);
    const asked = await body(c, EditUser);
    const row: UserRow = {
      ...user,
      full_name: asked.full_name ?? user.full_name,
      ...(asked.password === undefined ? {} : { password: hashPassword(asked.password) }),
    };
    forge.store.write((tx) => tx.put("users", row.id, row));
    return c.json(userView(forge, row, admin));
  });

  app.delete("/admin/users/:login", (c) => {
    siteAdmin(c);
    const forge = c.get("forge");
    const user = named(c, forge);
    if (forge.store.find("repos", (repo) => repo.owner === user.id) !== undefined) {
      throw invalid(`user still has ownership of repositories [uid: ${user.id}]`);
    }
    forge.store.write((tx) => {
      for (const token of forge.store.filter("tokens", (row) => row.user === user.id))
        tx.drop("tokens", token.id);
      for (const row of forge.store.filter("collaborators", (one) => one.user === user.id)) {
        tx.drop("collaborators", `${row.repo}/${row.user}`);
      }
      tx.drop("users", user.id);
    });
    return c.body(null, 204);
  });

  app.get("/users/:login/tokens", (c) => {
    const user = itself(c);
    const all = c.get("forge").store.filter("tokens", (row) => row.user === user.id);
    return c.json(all.map((row) => tokenView(row, "")));
  });
  app.post("/users/:login/tokens", async (c) => {
    const user = itself(c);
    const { store } = c.get("forge");
    const asked = await body(c, NewToken);
    if (store.find("tokens", (row) => row.user === user.id && row.name === asked.name) !== undefined) {
      throw new Problem(400, "access token name has been used already");
    }
    const odd = asked.scopes.find((one) => !SCOPE.test(one));
    if (odd !== undefined) {
      throw new Problem(400, `invalid access token scope provided: invalid access token scope: ${odd}`);
    }
    const token = randomBytes(20).toString("hex");
    const row = store.write((tx) => {
      const made: TokenRow = {
        id: tx.next("tokens"),
        user: user.id,
        hash: hashToken(token),
        scopes: asked.scopes,
        name: asked.name,
      };
      tx.put("tokens", made.id, made);
      return made;
    });
    return c.json(tokenView(row, token), 201);
  });
  app.delete("/users/:login/tokens/:name", (c) => {
    const user = itself(c);
    const { store } = c.get("forge");
    const name = c.req.param("name");
    const found = store.find(
      "tokens",
      (row) => row.user === user.id && (row.name === name || String(row.id) === name),
    );
    if (found === undefined) throw notFound();
    store.write((tx) => tx.drop("tokens", found.id));
    return c.body(null, 204);
  });
}

function siteAdmin(c: Call): UserRow {
  scope(c, "admin");
  const user = signed(c);
  if (!user.is_admin) throw forbidden("user should be the site admin");
  return user;
}

function named(c: Call, forge: Forge): UserRow {
  const login = c.req.param("login") ?? "";
  const user = userByLogin(forge, login);
  if (user === undefined) throw notFound(`user redirect does not exist [name: ${login}]`);
  return user;
}

/** Only the account itself, and only by Basic, where a token in place of the password is held to its scopes. */
function itself(c: Call): UserRow {
  scope(c, "user");
  const { user, by_basic } = c.get("caller");
  const login = c.req.param("login") ?? "";
  if (user === null || by_basic !== true) throw new Problem(401, "auth required");
  if (user.login.toLowerCase() !== login.toLowerCase() && !user.is_admin) throw forbidden("forbidden");
  return userByLogin(c.get("forge"), login) ?? user;
}

const tokenView = (row: TokenRow, token: string) => ({
  id: row.id,
  name: row.name ?? "",
  sha1: token,
  token_last_eight: token.slice(-8),
  scopes: row.scopes,
});
