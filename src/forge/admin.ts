/** Accounts of the forge, managed by a site administrator: scope `write:admin`. */
import * as z from "zod";
import type { Person } from "../core/event/event.ts";
import type { Result } from "../core/result.ts";
import type { ForgeFailure } from "./failure.ts";
import { segment } from "./path.ts";
import { type Connection, Nothing, type Send, sender } from "./request.ts";
import { listOf, User } from "./shapes.ts";
import { onlyValue } from "./value.ts";

export interface NewAccount {
  readonly login: string;
  readonly full_name: string;
  readonly email: string;
  readonly password: string;
}

export const adminCalls = (send: Send) => ({
  /** A restricted account: it sees only repositories where it was let in. A taken name is `validation`. */
  createAccount: async (account: NewAccount): Promise<Result<Person, ForgeFailure>> =>
    onlyValue(
      await send(
        {
          method: "POST",
          path: "/admin/users",
          body: {
            username: account.login,
            full_name: account.full_name,
            email: account.email,
            password: account.password,
            must_change_password: false,
            restricted: true,
          },
        },
        User,
      ),
    ),

  /** The forge wants the name of the login source beside the password. */
  setPassword: async (login: string, password: string): Promise<Result<Person, ForgeFailure>> =>
    onlyValue(
      await send(
        {
          method: "PATCH",
          path: `/admin/users/${segment(login)}`,
          body: { login_name: login, source_id: 0, password, must_change_password: false },
        },
        User,
      ),
    ),

  /** Not purged: an account that owns something is refused as `validation`, and what it wrote stays. */
  deleteAccount: async (login: string): Promise<Result<null, ForgeFailure>> =>
    onlyValue(await send({ method: "DELETE", path: `/admin/users/${segment(login)}` }, Nothing)),
});

export interface MadeToken {
  readonly id: number;
  readonly token: string;
  readonly scopes: readonly string[];
}

const MadeToken = z
  .object({ id: z.int(), sha1: z.string().min(1), scopes: listOf(z.string()) })
  .transform((it): MadeToken => ({ id: it.id, token: it.sha1, scopes: it.scopes }));
const TokenName = z.object({ id: z.int(), name: z.string() });

/**
 * Tokens of one account. The forge lets nobody make them by token, not even an administrator: they take the account's
 * own name and password.
 */
export function ownTokens(
  connection: Omit<Connection, "token">,
  login: string,
  password: string,
): ReturnType<typeof tokenCalls> {
  const bytes = new TextEncoder().encode(`${login}:${password}`);
  const authorization = `Basic ${btoa(String.fromCharCode(...bytes))}`;
  return tokenCalls(
    sender({ ...connection, token: "", headers: { ...connection.headers, authorization } }),
    `/users/${segment(login)}/tokens`,
  );
}

const tokenCalls = (send: Send, path: string) => ({
  /** Told once. A name that is taken is `validation`. */
  createToken: async (name: string, scopes: readonly string[]): Promise<Result<MadeToken, ForgeFailure>> =>
    onlyValue(await send({ method: "POST", path, body: { name, scopes } }, MadeToken)),

  tokens: async (): Promise<Result<readonly { id: number; name: string }[], ForgeFailure>> =>
    onlyValue(await send({ method: "GET", path }, listOf(TokenName))),

  deleteToken: async (name: string): Promise<Result<null, ForgeFailure>> =>
    onlyValue(await send({ method: "DELETE", path: `${path}/${segment(name)}` }, Nothing)),
});
