/** From a structured verdict to the gate's decision. A missing or foreign verdict is red, never "try to guess". */
import type { Finding, Verdict } from "../../contract/outputs.ts";

export type GateDecision =
  | { readonly pass: true; readonly summary: string; readonly findings: readonly Finding[] }
  | {
      readonly pass: false;
      readonly reason: "missing_verdict" | "by_author" | "other_head" | "failed";
      readonly summary: string;
      readonly findings: readonly Finding[];
    };

/** Who judges whose work; `author` is null where that is a person's. */
export interface Judges {
  readonly by: string;
  readonly author: string | null;
}

/** `concerns` pass unless one of them is major or critical: those are failures by another name. */
export function judge(verdict: Verdict | undefined, head_sha: string, { by, author }: Judges): GateDecision {
  if (verdict === undefined) {
    return { pass: false, reason: "missing_verdict", summary: "The reviewer left no verdict.", findings: [] };
  }
  if (by === author) {
    const summary = `\`${by}\` wrote the change, and nobody judges his own.`;
    return { pass: false, reason: "by_author", summary, findings: [] };
  }
  if (verdict.head_sha !== head_sha) {
    const summary = `The verdict is about ${verdict.head_sha.slice(0, 12)}, not about this head.`;
    return { pass: false, reason: "other_head", summary, findings: [] };
  }
  const severe = verdict.findings.some((f) => f.severity === "major" || f.severity === "critical");
  const pass = verdict.result === "pass" ? !severe : verdict.result === "concerns" && !severe;
  return pass
    ? { pass: true, summary: verdict.summary, findings: verdict.findings }
    : { pass: false, reason: "failed", summary: verdict.summary, findings: verdict.findings };
}
