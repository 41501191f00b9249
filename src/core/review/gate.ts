/**
 * The gates of a project: the judgements that a pull request needs, all of them on one exact head and all at once. A round is
 * what they have said of one head; a new head begins a new round, and nothing of the old one counts.
 */
import type { AgentConfig, OrchestratorConfig, ProjectConfig } from "../../contract/config.ts";
import type { Finding } from "../../contract/outputs.ts";
import { QA_GATE } from "./commands.ts";

/**
 * Who judges: an agent, by a job with a model; the project's own commands, by a job without; or the forge's own checks, which
 * are read and not made.
 */
export type GateKind = "agent" | "commands" | "ci";

export interface GateRecord {
  /** Unique in its round: the name of the agent that judges, or of the kind. */
  readonly gate: string;
  /** Absent in rows that are older than gates without an agent. */
  readonly kind?: GateKind;
  readonly state: "open" | "green" | "red";
  /** Jobs claimed for it at this head. */
  readonly attempts: number;
  readonly summary: string;
  readonly findings: readonly Finding[];
}

export interface Round {
  /** The head that is judged. */
  readonly sha: string;
  /** When it began; absent in rows that are older than this. */
  readonly since?: number;
  readonly gates: readonly GateRecord[];
  /** Its statuses were written once more. */
  readonly shown_again?: true;
}

interface Gated {
  readonly config: Pick<OrchestratorConfig, "review_gate">;
  readonly project: Pick<ProjectConfig, "review_gate">;
}

/** As the project says, or else as `[review_gate]` does; each once. */
export function gatesOf({ config, project }: Gated): readonly string[] {
  const said = project.review_gate ?? config.review_gate.agent;
  return typeof said === "string" ? [said] : [...new Set(said)];
}

/** The commit status of one gate. With a single gate there is only the one of the whole round. */
export const gateContext = (gate: string): string => `adf/${gate}`;

/** The gate that reads the forge's checks: unless a reviewer bears its name. */
export const CI_GATE = "ci";

/** Joins a round when the forge finds a conflict: whether the head still merges, and where it does not. No project names it. */
export const MERGE_GATE = "merge";

/** The round with one gate more, or that gate once more; the others keep what they said. */
export function withMergeGate(round: Round): Round {
  const attempts = inRound(round, MERGE_GATE)?.attempts ?? 0;
  const gate: GateRecord = {
    gate: MERGE_GATE,
    kind: "commands",
    state: "open",
    attempts,
    summary: "",
    findings: [],
  };
  return { ...round, gates: [...round.gates.filter((g) => g.gate !== MERGE_GATE), gate] };
}

export function kindOf(gate: string, agents: readonly AgentConfig[]): GateKind {
  if (agents.some((a) => a.name === gate && a.role === "reviewer")) return "agent";
  return gate === CI_GATE ? "ci" : gate === QA_GATE ? "commands" : "agent";
}

/** A gate that should judge by an agent, and there is none that may. */
export const missingGate = (gates: readonly string[], agents: readonly AgentConfig[]): string | undefined =>
  gates.find((gate) => kindOf(gate, agents) === "agent" && !agents.some((a) => a.name === gate && a.enabled));

/** A round at this head. Of an earlier one at the same head only the count of attempts goes on, so that it stays bounded. */
export function beginRound(
  sha: string,
  gates: readonly { readonly gate: string; readonly kind: GateKind }[],
  since: number,
  before: Round | undefined,
): Round {
  const tried = (gate: string) =>
    before?.sha === sha ? (before.gates.find((g) => g.gate === gate)?.attempts ?? 0) : 0;
  const fresh = { state: "open", summary: "", findings: [] } as const;
  return { sha, since, gates: gates.map((g) => ({ ...g, attempts: tried(g.gate), ...fresh })) };
}

/** Open, and nobody works on it: what it waits for is read from the forge. */
export const isWaiting = (g: GateRecord): boolean => g.state === "open" && g.kind === "ci";

export const inRound = (round: Round | undefined, gate: string): GateRecord | undefined =>
  round?.gates.find((g) => g.gate === gate);

export const withGate = (round: Round, gate: string, change: Partial<GateRecord>): Round => ({
  ...round,
  gates: round.gates.map((g) => (g.gate === gate ? { ...g, ...change } : g)),
});

export type RoundState = "open" | "green" | "red";

/** Open while any gate is: what they find goes back together, and not one after the other. */
export function stateOf({ gates }: Round): RoundState {
  if (gates.some((g) => g.state === "open")) return "open";
  return gates.every((g) => g.state === "green") && gates.length > 0 ? "green" : "red";
}

/** What all red gates found, or those of one kind, each naming its gate where there are several. */
export function findingsOf({ gates }: Round, kind?: GateKind): Finding[] {
  const several = gates.length > 1;
  return gates
    .filter((g) => g.state === "red" && (kind === undefined || g.kind === kind))
    .flatMap((g) => {
      const found: readonly Finding[] =
        g.findings.length > 0 || !several ? g.findings : [{ severity: "major", message: g.summary }];
      return several
        ? found.map((f) => ({ ...f, message: `${g.gate}: ${f.message}`.slice(0, 4_000) }))
        : found;
    });
}

/** What the round came to, in words. */
export function summaryOf({ gates }: Round): string {
  const [only] = gates;
  if (gates.length === 1 && only !== undefined) return only.summary;
  const red = gates.filter((g) => g.state === "red");
  const said = red.length > 0 ? red : gates;
  return said.map((g) => `${g.gate}: ${g.summary}`).join(" ");
}

/** One more try of a gate, or one given back; the item itself counts as the gate that needed most. */
export function countTry<I extends { readonly gate_attempts: number; readonly round?: Round }>(
  item: I,
  round: Round,
  gate: string,
  by: 1 | -1,
): I {
  const attempts = (inRound(round, gate)?.attempts ?? 0) + by;
  const counted = withGate(round, gate, { attempts });
  return { ...item, round: counted, gate_attempts: Math.max(0, ...counted.gates.map((g) => g.attempts)) };
}
