/**
 * The forge's own checks of a commit, as its commit statuses show them: CI on the forge, or anything else that sets a status.
 * What the factory wrote there itself is not among them: it would wait for its own verdict.
 */
import type { Finding } from "../../contract/outputs.ts";
import { cutAt, fenced } from "../comment/quiet.ts";
import { failingPart } from "./ci-log.ts";

export interface Check {
  readonly context: string;
  readonly state: "pending" | "success" | "error" | "failure" | "warning" | "skipped";
  readonly description: string;
  readonly target_url: string;
  /** The log of what failed where the forge has it, and where it does not, why. */
  readonly log?: CheckLog;
}

export type CheckLog =
  | {
      readonly text: string;
      /** The second in which the failed step ended, in ms, and its name; null where the forge does not tell. */
      readonly failed_at: number | null;
      readonly step: string | null;
    }
  | { readonly unread: string };

/** Nobody has set any status yet. */
export const NONE_REPORTED = "No check has been reported.";

export interface WantedChecks {
  /** The status of the whole round; like every `adf/…` it is the factory's. */
  readonly own: string;
  /** Contexts that have to be there; where none is named, at least one of whatever name. */
  readonly contexts: readonly string[];
}

export interface Checked {
  readonly state: "pending" | "green" | "red";
  readonly summary: string;
  readonly findings: readonly Finding[];
}

/** The factory's own statuses, and what a branch asks for of them; nobody else sets one that begins so. */
export const isOurs = (context: string): boolean => context.startsWith("adf/");

/** Red only when nothing is pending any more: what fails is told together. */
export function judgeChecks(all: readonly Check[], { own, contexts }: WantedChecks): Checked {
  const checks = foreign(all, own).filter((c) => contexts.length === 0 || contexts.includes(c.context));
  const missing = contexts.filter((name) => !checks.some((c) => c.context === name));
  const pending = checks.filter((c) => c.state === "pending");
  if (checks.length === 0 || missing.length > 0 || pending.length > 0) {
    const waits = [...missing, ...pending.map((c) => c.context)];
    const summary = waits.length === 0 ? NONE_REPORTED : `Waiting for ${waits.join(", ")}.`;
    return { state: "pending", summary, findings: [] };
  }
  const failed = checks.filter((c) => c.state === "failure" || c.state === "error");
  if (failed.length === 0)
    return { state: "green", summary: `All checks passed: ${names(checks)}.`, findings: [] };
  return { state: "red", summary: `Failed: ${names(failed)}.`, findings: failed.map(findingOf) };
}

export const foreign = (all: readonly Check[], own: string): readonly Check[] =>
  all.filter((c) => c.context !== own && !isOurs(c.context));

export const isFailed = ({ state }: Check): boolean => state === "failure" || state === "error";

const names = (checks: readonly Check[]): string => checks.map((c) => c.context).join(", ");

function findingOf({ context, description, target_url, log }: Check): Finding {
  const where = target_url === "" ? "" : ` (${cutAt(target_url, 300)})`;
  const said = description === "" ? "" : `: ${cutAt(description, 300)}`;
  return { severity: "major", message: `Check ${context} failed${said}${where}.${logOf(log)}` };
}

function logOf(log: CheckLog | undefined): string {
  if (log === undefined) return "";
  if ("unread" in log) return ` Its log is not here: ${log.unread}`;
  const part = failingPart(log.text, log.failed_at);
  if (part === "") return " Its log is empty.";
  const step = log.step === null ? "" : ` up to the end of the step "${cutAt(log.step, 200)}"`;
  return ` The end of its log${step}:\n${fenced(part)}`;
}
