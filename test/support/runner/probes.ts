/** Probes for a runner on a workbench. */
import type { ProbeOffer } from "../../../src/contract/probe.ts";

let numbers = 0;
export function makeProbe(
  change: Partial<Omit<ProbeOffer, "limits">> & { readonly limits?: Partial<ProbeOffer["limits"]> } = {},
): ProbeOffer {
  numbers += 1;
  return {
    probe: `probe-${numbers}`,
    cli: "child",
    provider: "none",
    model: "none",
    prompt: 'Reply with the one word "lighthouse".',
    expects: "lighthouse",
    ...change,
    limits: { wall_secs: 20, stall_secs: 20, grace_secs: 0.3, output_bytes: 100_000, ...change.limits },
  };
}
