/** What one effect is applied with, and how the forge's answers to it are read. */
import type { OrchestratorConfig } from "../../contract/config.ts";
import type { Applied, Effect, EffectResult } from "../../core/effect/effect.ts";
import type { ForgeClient, ForgeFailure } from "../../forge/client.ts";
import type { ForgeAccess } from "./forge-call.ts";

export interface Target {
  readonly access: ForgeAccess;
  readonly client: ForgeClient;
  readonly repo: string;
  readonly secret: string;
  readonly effect: Effect;
  readonly review_gate: OrchestratorConfig["review_gate"];
  readonly now: number;
}

export const done = (result: EffectResult = {}): Applied => ({ status: "done", result });

/** A failure of the remote waits with everyone at the gate; any other answer is final and named. */
export async function failed(t: Target, failure: ForgeFailure): Promise<Applied> {
  const wait = await t.access.failed(failure);
  if (wait > 0 || failure.reason === "unreachable") {
    return { status: "retry", error: failure.detail, after_ms: Math.max(wait, 500) };
  }
  const reason =
    failure.reason === "not_found"
      ? "gone"
      : failure.reason === "forbidden" || failure.reason === "unauthorized" || failure.reason === "locked"
        ? "forbidden"
        : "invalid";
  return { status: "refused", reason, error: failure.detail };
}

/** True when an earlier try may have reached the forge without our seeing the answer. */
export const triedBefore = (t: Target): boolean => t.effect.attempts > 0 || t.effect.state === "applying";
