/** What the local host and the tests may do without asking over HTTP: accounts, tokens, repositories, outages. */
import { randomBytes } from "node:crypto";
import { createRepo } from "./change/repo.ts";
import { type Forge, hashToken, type Push, repoByPath, userByLogin } from "./forge.ts";
import type { Author } from "./git/repository.ts";
import type { Courier, Delivery } from "./hooks/deliver.ts";
import { createLabel } from "./routes/label.ts";
import type { LabelRow, RepoRow, UserRow } from "./store/rows.ts";

/** How the forge is down: an answer with this status, closed sockets, or every answer this much later. */
export type Outage = { readonly status: number } | { readonly refuse: true } | { readonly delay_ms: number };

export interface ForgeAdmin {
  /** The account of this login, made if there is none. */
  createAccount(asked: { login: string; full_name?: string; is_admin?: boolean }): UserRow;
  /** A new token, told once. */
  createToken(login: string, scopes: readonly string[]): string;
  createRepo(asked: {
    owner: string;
    name: string;
    from?: string;
    author?: Author;
    branch?: string;
    private?: boolean;
    description?: string;
  }): Promise<RepoRow>;
  hasRepo(path: string): boolean;
  addCollaborator(path: string, login: string, access: "read" | "write" | "admin"): void;
  createLabel(
    path: string,
    label: { name: string; color: string; description?: string; exclusive?: boolean },
  ): LabelRow;
  /** Begins an outage; null ends it. */
  fail(mode: Outage | null): void;
  /** Lets merges be refused for so long after a head has moved, as a real Gitea does for a second or so. */
  slowConflictCheck(ms: number): void;
  /**
   * Calls this after each push by git, and lets whoever pushed wait for it: what it does on the forge is done before anybody can go on
   * from that push. It must not throw. Null: nobody is called.
   */
  meanwhile(act: ((push: Push) => Promise<void>) | null): void;
  /** How often each route was asked since the start or the last reset: `GET /repos/:owner/:repo/issues` → 3. */
  requests(): Readonly<Record<string, number>>;
  /** How many requests an outage with a status answered so. */
  refused(): number;
  resetRequests(): void;
  deliveries(): readonly Delivery[];
  /** Resolves when no webhook is under way. */
  delivered(): Promise<void>;
}

export interface Switches {
  outage: Outage | null;
  refused: number;
  readonly requests: Map<string, number>;
}

export function makeAdmin(forge: Forge, courier: Courier, switches: Switches): ForgeAdmin {
  const user = (login: string): UserRow => {
    const found = userByLogin(forge, login);
    if (found === undefined)
      throw new Error(`The embedded forge has no account "${login}". Create it first.`);
    return found;
  };
  const repo = (path: string): RepoRow => {
    const [owner = "", name = ""] = path.split("/");
    const found = repoByPath(forge, owner, name);
    if (found === undefined)
      throw new Error(`The embedded forge has no repository "${path}". Create it first.`);
    return found;
  };
  return {
    createAccount({ login, full_name = "", is_admin = false }) {
      const known = userByLogin(forge, login);
      if (known !== undefined) return known;
      if (!/^[\w.-]{1,40}$/.test(login))
        throw new Error(`"${login}" is no login: 1 to 40 of letters, digits, ".", "_" and "-".`);
      return forge.store.write((tx) => {
        const row: UserRow = { id: tx.next("users"), login, full_name, is_admin, created: forge.store.now() };
        tx.put("users", row.id, row);
        return row;
      });
    },
    createToken(login, scopes) {
      const token = randomBytes(20).toString("hex");
      forge.store.write((tx) => {
        const id = tx.next("tokens");
        tx.put("tokens", id, { id, user: user(login).id, hash: hashToken(token), scopes: [...scopes] });
      });
      return token;
    },
    createRepo: (asked) =>
      createRepo(forge, {
        owner: user(asked.owner),
        name: asked.name,
        description: asked.description ?? "",
        private: asked.private ?? false,
        branch: asked.branch ?? "main",
        first: asked.from === undefined ? { readme: `# ${asked.name}\n` } : { from: asked.from },
        author: asked.author ?? null,
      }),
    hasRepo(path) {
      const [owner = "", name = ""] = path.split("/");
      return repoByPath(forge, owner, name) !== undefined;
    },
    addCollaborator(path, login, access) {
      const row = { repo: repo(path).id, user: user(login).id, access };
      forge.store.write((tx) => tx.put("collaborators", `${row.repo}/${row.user}`, row));
    },
    createLabel: (path, label) => {
      const at = repo(path);
      const known = forge.store.find("labels", (row) => row.repo === at.id && row.name === label.name);
      return known ?? createLabel(forge, at, label);
    },
    fail(mode) {
      switches.outage = mode;
    },
    slowConflictCheck(ms) {
      forge.conflictCheck.ms = ms;
    },
    meanwhile(act) {
      forge.meanwhile = act;
    },
    requests: () => Object.fromEntries(switches.requests),
    refused: () => switches.refused,
    resetRequests: () => switches.requests.clear(),
    deliveries: () => courier.history,
    delivered: () => courier.idle(),
  };
}
