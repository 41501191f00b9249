/** Who may ask the factory for work. Trust is tied to numeric ids; the list is the configuration's. */
import type { Person } from "../event/event.ts";

export interface Trust {
  /** Ids of the people whose issues and mentions are acted on. */
  readonly people: ReadonlySet<number>;
  /** Ids of the factory's own accounts: without a valid marker, what they wrote was not written by the brain. */
  readonly accounts: ReadonlySet<number>;
  /** Configured logins whose id has not been read yet: in the first moments of a deployment the name must do. */
  readonly unpinned: ReadonlySet<string>;
}

export const isTrusted = (trust: Trust, author: Person): boolean =>
  trust.people.has(author.id) || trust.unpinned.has(author.login);
