/**
 * Accounts and their tokens. The forge lets only the account itself make a token, by its password: setup makes the account
 * with a random one, uses it once, and keeps it nowhere. An account that it did not make is never touched.
 */
import { randomBytes } from "node:crypto";
import type { Result } from "../../../core/result.ts";
import { type AccountWish, TOKEN_NAME, TOKEN_SCOPES } from "../../../core/setup/forge-wish.ts";
import { ownTokens } from "../../../forge/admin.ts";
import { type ForgeFailure, forgeClient } from "../../../forge/client.ts";
import { connectHere } from "../../forge-here.ts";
import { failed, type Line, line, type Site } from "./site.ts";

export async function account(site: Site, { role, login }: AccountWish): Promise<Line[]> {
  const thing = `account ${login}`;
  const token = `token of ${login} (${role})`;
  const found = await site.client.user(login);
  if (!found.ok && found.error.reason !== "not_found") return [failed(thing, found.error)];
  if (found.ok) {
    if (found.value.login !== login)
      return [
        line(
          "differs",
          thing,
          `the forge spells it ${found.value.login}: use --accounts ${role}=${found.value.login}`,
        ),
      ];
    return [line("was there", thing), await tokenOf(site, role, login, token)];
  }
  if (!site.apply) return [line("would make", thing), line("would make", token)];
  const password = newPassword();
  const was = site.ledger.ours("account", login);
  site.ledger.made({ kind: "account", key: login, id: null });
  const made = await site.client.createAccount({
    login,
    full_name: `AI Dark Factory ${role}`,
    email: `${login}@noreply.invalid`,
    password,
  });
  if (!made.ok) {
    // No answer at all is no proof that it was not made.
    if (!was && made.error.status !== null) site.ledger.gone({ kind: "account", key: login });
    const hint =
      made.error.reason === "forbidden" ? "; it takes a site administrator's token with write:admin" : "";
    return [line("failed", thing, made.error.detail + hint)];
  }
  const read = await site.client.user(login);
  if (!read.ok) return [failed(thing, read.error)];
  site.ledger.made({ kind: "account", key: login, id: read.value.id });
  return [line("made", thing), await makeToken(site, role, login, password, token)];
}

async function tokenOf(site: Site, role: string, login: string, thing: string): Promise<Line> {
  const fits = (candidate: string) => ownerOf(site, candidate);
  const known = site.tokens[role];
  const owner = known === undefined ? null : await fits(known);
  if (owner?.ok === true && owner.value === login) return line("was there", thing);
  if (owner?.ok === true)
    return line("differs", thing, `the token "${role}" of .adf/tokens.json belongs to ${owner.value}`);
  if (owner?.ok === false && owner.error.reason !== "unauthorized") return failed(thing, owner.error);
  for (const [other, candidate] of Object.entries(site.tokens)) {
    if (other === role) continue;
    const shared = await fits(candidate);
    if (!shared.ok || shared.value !== login) continue;
    if (!site.apply) return line("would make", thing, `the token of ${other}: one account for both`);
    site.tokens[role] = candidate;
    site.saveTokens();
    return line("made", thing, `the token of ${other}: one account for both`);
  }
  if (!site.ledger.ours("account", login)) {
    const why =
      known === undefined
        ? "no token of it is in .adf/tokens.json"
        : "its token in .adf/tokens.json is refused";
    return line(
      "differs",
      thing,
      `${why}, and setup did not make this account: sign in as ${login}, make one at ${site.url}/user/settings/applications (${TOKEN_SCOPES.join(", ")}), and put it there as "${role}"`,
    );
  }
  if (!site.apply) return line("would make", thing);
  const password = newPassword();
  const set = await site.client.setPassword(login, password);
  if (!set.ok) return failed(thing, set.error);
  return makeToken(site, role, login, password, thing);
}

async function makeToken(
  site: Site,
  role: string,
  login: string,
  password: string,
  thing: string,
): Promise<Line> {
  const own = ownTokens(connectHere(site.url, ""), login, password);
  // One of this name whose secret nobody has any more.
  const old = await own.deleteToken(TOKEN_NAME);
  if (!old.ok && old.error.reason !== "not_found") return failed(thing, old.error);
  const made = await own.createToken(TOKEN_NAME, TOKEN_SCOPES);
  if (!made.ok) return failed(thing, made.error);
  site.tokens[role] = made.value.token;
  site.saveTokens();
  const owner = await ownerOf(site, made.value.token);
  if (!owner.ok) return failed(thing, owner.error);
  const missing = TOKEN_SCOPES.filter((scope) => !made.value.scopes.includes(scope));
  if (owner.value === login && missing.length === 0) return line("made", thing, TOKEN_SCOPES.join(", "));
  return line(
    "differs",
    thing,
    missing.length > 0 ? `the forge left out ${missing.join(", ")}` : `it belongs to ${owner.value}`,
  );
}

async function ownerOf(site: Site, token: string): Promise<Result<string, ForgeFailure>> {
  const self = await forgeClient(connectHere(site.url, token)).whoami();
  return self.ok ? { ok: true, value: self.value.login } : self;
}

/** Long, and with each kind of character that a forge may ask for. */
const newPassword = (): string => `${randomBytes(30).toString("base64url")}aA1!`;
