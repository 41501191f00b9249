/** What is to be done with the webhooks of one repository, from what the forge lists. */
import { HOOK_EVENTS } from "../setup/forge-wish.ts";

export interface ListedHook {
  readonly id: number;
  readonly url: string;
  readonly events: readonly string[];
  readonly active: boolean;
}

export type HookPlan =
  /** It is there and whole; a test delivery tells whether its secret fits. */
  | { readonly do: "prove"; readonly id: number; readonly extra: readonly number[] }
  /** A new one is made and proven before these go. */
  | { readonly do: "replace"; readonly why: string; readonly old: readonly number[] };

/** `rotating`: the Worker has a new secret, and the hooks that are there still use the old one. */
export function planHooks(hooks: readonly ListedHook[], target: string, rotating: boolean): HookPlan {
  const ours = hooks.filter((one) => one.url === target);
  const old = ours.map((one) => one.id);
  if (rotating) return { do: "replace", why: "the secret is new", old };
  const whole = ours.find((one) => flaw(one) === null);
  if (whole !== undefined) return { do: "prove", id: whole.id, extra: old.filter((id) => id !== whole.id) };
  const [first] = ours;
  return { do: "replace", why: first === undefined ? "there was none" : (flaw(first) ?? ""), old };
}

function flaw(hook: ListedHook): string | null {
  if (!hook.active) return "it was switched off";
  const missing = HOOK_EVENTS.filter((event) => !hook.events.includes(event));
  return missing.length === 0 ? null : `it did not tell of ${missing.join(", ")}`;
}
