/**
 * A well-written name to the agent it calls. With a project, exactly that agent of that project. Without, the agent
 * of the reader's own project, then one that belongs to none; a reader without a project may call any agent whose name
 * is alone. Never another project's agent by accident.
 */
import type { MentionProblemReason } from "../../contract/mention.ts";
import type { KnownAgent } from "./known-agent.ts";

export type Resolution =
  | { readonly ok: true; readonly project: string | null; readonly agent: KnownAgent }
  | { readonly ok: false; readonly reason: MentionProblemReason };

export function resolve(
  project: string | null,
  name: string,
  agents: readonly KnownAgent[],
  from: string | null,
): Resolution {
  const named = agents.filter((agent) => agent.name === name);
  if (project !== null) {
    const agent = named.find((candidate) => candidate.project === project);
    if (agent !== undefined) return { ok: true, project, agent };
    const known = project === from || agents.some((candidate) => candidate.project === project);
    return { ok: false, reason: known ? "unknown_agent" : "unknown_project" };
  }
  const near =
    named.find((agent) => from !== null && agent.project === from) ??
    named.find((agent) => agent.project === null) ??
    (from === null && named.length === 1 ? named[0] : undefined);
  if (near !== undefined) return { ok: true, project: null, agent: near };
  return { ok: false, reason: from === null && named.length > 1 ? "ambiguous_agent" : "unknown_agent" };
}
