/** An agent that a mention can call. `project` is null for one that belongs to no project in particular. */
export interface KnownAgent {
  readonly project: string | null;
  readonly name: string;
}

/** How the agent is written after `@adf:` by somebody whose project is `from`. */
export function writtenName(agent: KnownAgent, from: string | null, all: readonly KnownAgent[]): string {
  if (agent.project === null || agent.project === from) return agent.name;
  const alone = from === null && all.every((other) => other.name !== agent.name || other === agent);
  return alone ? agent.name : `${agent.project}/${agent.name}`;
}
