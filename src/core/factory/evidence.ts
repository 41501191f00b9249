/** What the end of a job or of a probe shows of its way to a model: whether it is well, and what its alias became. */
import type { Trouble } from "../../contract/agent-run.ts";
import {
  blamed,
  type Health,
  healthState,
  modelKey,
  onAnswered,
  onSent,
  onStoppedTrial,
  onTrouble,
  type Witness,
  wayKey,
  wellAt,
} from "../provider/health.ts";
import type { Shared } from "./shared.ts";

interface Sent {
  /** The job or the probe. */
  readonly id: string;
  readonly cli: string;
  readonly provider: string;
  readonly model: string;
}

export interface Evidence extends Sent {
  readonly by: Witness;
  readonly trouble: Trouble | null;
  /** The model is known to have been there; false: nothing is known. */
  readonly spoke: boolean;
  /** What the alias became, in the provider's spelling; null when the CLI did not say. */
  readonly answered: string | null;
}

type Healths = Shared["health"];

export const keysOf = ({ cli, provider, model }: Omit<Sent, "id">): readonly string[] => [
  wayKey(cli, provider),
  modelKey(cli, provider, model),
];

export const healthSent = (health: Healths, sent: Sent, now: number): Healths =>
  changed(health, keysOf(sent), (h) => onSent(h, sent.id, now));

export function healthAfter(health: Healths, e: Evidence, now: number): Healths {
  const stop = (h: Health) => onStoppedTrial(h, e.id);
  if (e.trouble === null) return changed(health, keysOf(e), (h) => (e.spoke ? onAnswered(h, now) : stop(h)));
  const key = blamed(e.trouble.kind, e.cli, e.provider, e.model);
  const stopped = changed(health, keysOf(e), stop);
  return { ...stopped, [key]: onTrouble(health[key] ?? wellAt(key, now), e.trouble, now, e.by) };
}

export function resolvedAfter(resolved: Shared["resolved"], e: Evidence, now: number): Shared["resolved"] {
  if (e.answered === null) return resolved;
  const key = modelKey(e.cli, e.provider, e.model);
  const before = resolved[key];
  if (before?.model === e.answered) return resolved;
  return { ...resolved, [key]: { model: e.answered, before: before?.model ?? null, since: now } };
}

/** Ways that have changed between well and not, for the log: each once. */
export function healthNews(before: Healths, after: Healths): readonly Health[] {
  const isIll = (h: Health | undefined) => h !== undefined && h.blocked_until !== null;
  return Object.values(after).filter(
    (h) => isIll(h) !== isIll(before[h.key]) || (isIll(h) && h.reason !== before[h.key]?.reason),
  );
}

export const isBlocked = (health: Healths, keys: readonly string[], now: number): boolean =>
  keys.some((key) => health[key] !== undefined && healthState(health[key], now) === "blocked");

function changed(health: Healths, keys: readonly string[], change: (h: Health) => Health): Healths {
  const known = keys.flatMap((key) => (health[key] === undefined ? [] : [health[key]]));
  return { ...health, ...Object.fromEntries(known.map((h) => [h.key, change(h)])) };
}
