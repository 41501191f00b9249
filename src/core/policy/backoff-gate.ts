/**
 * One backoff gate per remote (invariant 9): all callers ask it, so a failing remote costs a bounded number of
 * requests however many of them there are. Half-open by nature: the first caller after the pause tries.
 */
export interface BackoffGate {
  readonly failures: number;
  readonly shut_until: number;
}

export const OPEN_GATE: BackoffGate = { failures: 0, shut_until: 0 };

const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

/** `spread` in [0, 1) keeps many gates from opening at one moment; the caller draws it. */
export function afterFailure(
  gate: BackoffGate,
  now: number,
  spread: number,
  retry_after_ms = 0,
  longest_ms = LONGEST_MS,
): BackoffGate {
  // Callers that were already on their way when the gate shut must not double the pause.
  if (now < gate.shut_until) return gate;
  const failures = gate.failures + 1;
  const pause = Math.min(longest_ms, FIRST_MS * 2 ** Math.min(failures - 1, 20)) * (1 + spread * 0.2);
  return { failures, shut_until: now + Math.max(pause, retry_after_ms) };
}

export const afterSuccess = (): BackoffGate => OPEN_GATE;
