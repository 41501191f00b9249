/**
 * One backoff gate for one remote, shared by all callers: while the remote fails, one caller at a time tries it,
 * and waits grow from `baseMs` to `maxMs` with ±20 % jitter. One success opens the gate for everybody.
 *
 * What is urgent tries beside the others, one at a time too: a lease would end while a claim that nobody answers is waited for.
 *
 * Kinds of calls take turns. What fails may be one endpoint of many, and whoever calls that again and again must not keep
 * out the calls that would be answered: a log store that is down would end every lease.
 */
import { monotonic } from "../clock/sleep.ts";

export interface Gate {
  /** Waits for leave to make a call of the kind `what`; null when the signal fired first. */
  enter(what: string, signal: AbortSignal, haste?: Haste): Promise<Turn | null>;
}

const HASTES = ["urgent", "patient"] as const;
export type Haste = (typeof HASTES)[number];

/** Leave to make one call. Ends with one `settle` or `release`. */
export interface Turn {
  settle(reached: boolean, why?: string, retryAfterMs?: number): void;
  /** The call was broken off by its caller, which says nothing about the remote. */
  release(): void;
}

export interface GateOptions {
  readonly baseMs: number;
  readonly maxMs: number;
  readonly random?: () => number;
  /** Called once when the remote begins to fail and once when it answers again. */
  readonly onChange?: (failing: boolean, why: string) => void;
}

/** Pure: the wait after the n-th failure in a row (n from 1), `random` in [0, 1). */
export function backoffMs(failures: number, baseMs: number, maxMs: number, random: number): number {
  const plain = Math.min(maxMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return plain * (0.8 + 0.4 * random);
}

interface Waiter {
  readonly what: string;
  readonly haste: Haste;
  readonly go: (turn: Turn) => void;
}

export function createGate(options: GateOptions): Gate {
  const random = options.random ?? Math.random;
  let failures = 0;
  let openAt = 0;
  /** Whose turn it is while the remote fails. */
  const trying: Record<Haste, Turn | null> = { urgent: null, patient: null };
  let timer: NodeJS.Timeout | undefined;
  /** In the order of their coming. */
  const waiting = new Set<Waiter>();
  /** The kinds of calls that tried a failing remote, the latest one last. */
  const tried: string[] = [];

  function newTurn(): Turn {
    const before = failures;
    const turn: Turn = {
      settle(reached, why = "", retryAfterMs = 0) {
        if (reached) {
          if (failures > 0) options.onChange?.(false, why);
          failures = 0;
        } else {
          // Others that were under way at the last failure say the same once more: the wait does not grow by them.
          const isNew = failures === 0 || failures === before;
          if (isNew) failures += 1;
          if (isNew && failures === 1) options.onChange?.(true, why);
          const wait = isNew ? backoffMs(failures, options.baseMs, options.maxMs, random()) : 0;
          openAt = Math.max(openAt, monotonic() + Math.max(wait, retryAfterMs));
        }
        turn.release();
      },
      release() {
        for (const haste of HASTES) if (trying[haste] === turn) trying[haste] = null;
        handOn();
      },
    };
    return turn;
  }

  function handOn(): void {
    clearTimeout(timer);
    if (failures === 0) for (const waiter of [...waiting]) waiter.go(newTurn());
    for (const haste of HASTES) {
      if (trying[haste] !== null) continue;
      const next = longestUntried(haste);
      if (next === undefined) continue;
      const wait = openAt - monotonic();
      if (wait > 0) {
        // Who is next is decided when the wait is over.
        timer = setTimeout(handOn, wait);
        return;
      }
      tried.splice(0, tried.length, ...tried.filter((what) => what !== next.what), next.what);
      const turn = newTurn();
      trying[haste] = turn;
      next.go(turn);
    }
  }

  /** Of the kind whose last try is longest ago, or that never had one, the first that came. */
  function longestUntried(haste: Haste): Waiter | undefined {
    return [...waiting]
      .filter((one) => one.haste === haste)
      .sort((a, b) => tried.indexOf(a.what) - tried.indexOf(b.what))[0];
  }

  return {
    async enter(what, signal, haste = "patient") {
      if (signal.aborted) return null;
      if (failures === 0) return newTurn();
      return new Promise((resolve) => {
        const end = (turn: Turn | null) => {
          waiting.delete(waiter);
          signal.removeEventListener("abort", leave);
          resolve(turn);
        };
        const leave = () => {
          end(null);
          handOn();
        };
        const waiter: Waiter = { what, haste, go: end };
        signal.addEventListener("abort", leave, { once: true });
        waiting.add(waiter);
        handOn();
      });
    },
  };
}
