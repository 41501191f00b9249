/**
 * TOML text → a configuration and everything there is to say about it, all at once and in the order of the file. Pure:
 * the text comes from the caller, and so do the scenarios, against which names are checked where they are at hand.
 * Without scenarios it accepts exactly what `loadConfig` accepts.
 */
import type { OrchestratorConfig } from "../../contract/config.ts";
import type { ScenarioSet } from "../routing/scenario-set.ts";
import type { Complaint, Finding } from "./complaint.ts";
import { doubtFindings } from "./doubt/doubts.ts";
import { exceptionFindings } from "./doubt/exceptions.ts";
import { routeFindings } from "./doubt/routes.ts";
import { withLikelySchedule } from "./doubt/schedules.ts";
import { judge } from "./judge.ts";
import { laterFindings } from "./later.ts";
import { locate } from "./locate.ts";
import { Placer } from "./place.ts";
import { changeFindings } from "./predecessor/sentences.ts";
import { schemaFindings } from "./schema-findings.ts";
import { syntaxComplaint } from "./syntax.ts";

export interface Checked {
  /** Null when there is an error. */
  readonly config: OrchestratorConfig | null;
  /** Errors, warnings and notes, by their place in the file. */
  readonly complaints: readonly Complaint[];
}

/** `today`, as in `2026-03-31`, UTC, is for what ends on a day; without it nothing has ended. */
export function checkConfig(
  text: string,
  scenarios: ScenarioSet | null = null,
  today: string | null = null,
): Checked {
  const judged = judge(text);
  if (!judged.ok) return { config: null, complaints: [syntaxComplaint(text, judged.error)] };
  const { translated, secrets, issues, findings, config } = judged.value;
  const { tree, changes, origins } = translated;
  const all: Finding[] = [
    ...secrets,
    ...changeFindings(changes),
    ...schemaFindings(tree, issues),
    ...findings.map((one) => withLikelySchedule(one, tree)),
    ...routeFindings(tree, scenarios),
    ...doubtFindings(tree),
    ...exceptionFindings(tree, today),
    ...laterFindings(tree),
  ];
  const complaints = new Placer(text, locate(text), origins, secrets).place(all);
  return { config: complaints.some((one) => one.severity === "error") ? null : config, complaints };
}
