/** Why the runner ended, as a kind, an exit code for scripts, and a sentence for people. */
export interface ExitReason {
  readonly kind: "stopped" | "bad_config" | "not_ready" | "unauthorized" | "contract" | "locked";
  readonly exitCode: number;
  readonly message: string;
}

export const EXIT_CODES: Readonly<Record<ExitReason["kind"], number>> = {
  stopped: 0,
  bad_config: 2,
  /** Not registered, no usable git. */
  not_ready: 3,
  unauthorized: 4,
  contract: 5,
  locked: 6,
};

export const exitReason = (kind: ExitReason["kind"], message: string): ExitReason => ({
  kind,
  exitCode: EXIT_CODES[kind],
  message,
});
