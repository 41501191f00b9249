/** Who may ask the factory for work. Trust is tied to numeric ids; the list is the configuration's. */
import type { OrchestratorConfig, ProjectConfig } from "../../contract/config.ts";
import type { Person } from "../event/event.ts";

export interface Trust {
  /** Ids of the people whose issues and mentions are acted on. */
  readonly people: ReadonlySet<number>;
  /** Ids of the factory's own accounts: without a valid marker, what they wrote was not written by the brain. */
  readonly accounts: ReadonlySet<number>;
  /** Configured logins whose id has not been read yet: in the first moments of a deployment the name must do. */
  readonly unpinned: ReadonlySet<string>;
}

/** A person whose numeric id was seen once, under the login of that time. */
export interface Pinned {
  readonly login: string;
  readonly role: "trusted" | "account";
  readonly id: number;
}

/** The logins that count in one project: its own list in place of the deployment's, never both. */
export const trustedIn = (
  config: Pick<OrchestratorConfig, "gitea">,
  project: Pick<ProjectConfig, "trusted">,
): readonly string[] => project.trusted ?? config.gitea.trusted;

/** Whom the configuration names now: an id that was pinned for a login which is no longer listed counts for nothing. */
export function trustOf(trusted: readonly string[], known: readonly Pinned[]): Trust {
  const pinned = known.filter((p) => p.role === "trusted" && trusted.includes(p.login));
  const seen = new Set(pinned.map((p) => p.login));
  return {
    people: new Set(pinned.map((p) => p.id)),
    accounts: new Set(known.filter((p) => p.role === "account").map((p) => p.id)),
    unpinned: new Set(trusted.filter((login) => !seen.has(login))),
  };
}

export const isTrusted = (trust: Trust, author: Person): boolean =>
  trust.people.has(author.id) || trust.unpinned.has(author.login);
