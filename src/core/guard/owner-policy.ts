/** The owner's additions and exceptions for one project on one day, as the guard takes them. */
import type { GuardException, GuardRule } from "../../contract/config/guard.ts";
import type { GuardPolicy } from "./policy.ts";

interface Configured {
  readonly guard_rules: readonly GuardRule[];
  readonly guard_exceptions: readonly GuardException[];
}

export interface OwnerPolicy {
  readonly policy: GuardPolicy;
  /** Exceptions that no longer hold, to be told to the owner. */
  readonly expired: readonly GuardException[];
}

/** `project` null takes only what holds for every project; `today` as in `2026-03-31`, UTC. */
export function ownerPolicy(config: Configured, project: string | null, today: string): OwnerPolicy {
  const concerns = (one: { readonly project?: string | undefined }) =>
    one.project === undefined || one.project === project;
  const rules = config.guard_rules.filter(concerns);
  const exceptions = config.guard_exceptions.filter(concerns);
  return {
    policy: {
      deny: rules.map(({ name, command, reason }) => ({ name, command, reason })),
      allow: exceptions.filter((one) => one.expires >= today).map(({ rule, command }) => ({ rule, command })),
    },
    expired: exceptions.filter((one) => one.expires < today),
  };
}
