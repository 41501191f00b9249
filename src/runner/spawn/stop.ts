/** Why a job is being stopped. The first cause wins and is kept; later ones change nothing. */
export type StopCause =
  | { readonly kind: "wall" | "stall"; readonly secs: number }
  | { readonly kind: "output"; readonly bytes: number }
  /** All its processes together held so much memory, or its folder so much of the disk. */
  | { readonly kind: "memory" | "disk"; readonly mb: number; readonly limitMb: number }
  /** Whoever filled it: nobody can go on. */
  | { readonly kind: "disk_full"; readonly freeMb: number }
  /** 410: say no more about this job. */
  | { readonly kind: "lease_lost"; readonly detail: string }
  /** Our own clock says the lease is about to end, and nobody answered. */
  | { readonly kind: "lease_unsure"; readonly detail: string }
  /** The agent was refused so often that it is no mistake any more. */
  | { readonly kind: "denied"; readonly count: number; readonly rule: string }
  /** It used a tool, and the guard was never asked. */
  | { readonly kind: "unguarded" }
  | { readonly kind: "cancel"; readonly detail: string }
  | { readonly kind: "shutdown" };

export interface StopLatch {
  readonly signal: AbortSignal;
  readonly cause: () => StopCause | null;
  stop(cause: StopCause): void;
}

export function createStopLatch(): StopLatch {
  const controller = new AbortController();
  let first: StopCause | null = null;
  return {
    signal: controller.signal,
    cause: () => first,
    stop(cause) {
      if (first !== null) return;
      first = cause;
      controller.abort();
    },
  };
}
