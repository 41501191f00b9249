/** What every part of the bootstrap is given, and the lines in which it answers. */
import type { ForgeWish } from "../../../core/setup/forge-wish.ts";
import type { ForgeFailure } from "../../../forge/failure.ts";
import type { SetupClient } from "../../../forge/setup-client.ts";
import type { Ledger } from "../manifests.ts";
import type { Words } from "../secrets.ts";

export type State =
  | "made"
  | "was there"
  | "differs"
  | "would make"
  | "later"
  | "failed"
  | "removed"
  | "would remove"
  | "kept"
  | "gone";

export interface Line {
  readonly state: State;
  readonly thing: string;
  /** What to do about it, or what is special; empty when there is nothing to say. */
  readonly detail: string;
}

export const line = (state: State, thing: string, detail = ""): Line => ({ state, thing, detail });

export const failed = (thing: string, failure: ForgeFailure): Line => line("failed", thing, failure.detail);

/** What a person should look at. */
export const isTrouble = ({ state }: Line): boolean => state === "differs" || state === "failed";

export interface Site {
  readonly client: SetupClient;
  readonly url: string;
  readonly wish: ForgeWish;
  readonly ledger: Ledger;
  readonly apply: boolean;
  /** Role → token; filled as tokens are made. */
  readonly tokens: Words;
  saveTokens(): void;
  readonly webhook_secret: string;
}
