/** One agent asks for another: within the bounds of its chain, or refused; a chain that has run away is stopped, and people are told once. */
import type { OrchestratorConfig } from "../../contract/config.ts";
import { type ChainRefusal, judgeAsk, withAsk } from "../mention/chain.ts";
import { nextHop } from "../mention/hop.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";

export interface NotAsked {
  readonly outcome: "refused";
  /** For the agent's comment; null where people are told by the chain's own. */
  readonly sentence: string | null;
}

/** The label that holds an issue until a person takes it off. */
export const NEEDS_HUMAN = "needs-human";

/** Null where it may ask, and then it is counted. */
export function countAsk(draft: Draft, item: WorkItem, by: string, agent: string): NotAsked | null {
  const { mentions } = draft.context.config;
  if (by === agent) return { outcome: "refused", sentence: `\`${agent}\` asked for itself.` };
  const ask = { root: item.root, by, agent, at: draft.now };
  const why = nextHop(item.hop, mentions.max_hops).ok
    ? judgeAsk(draft.meta.asks, ask, mentions)
    : "hop_budget";
  if (why === null) {
    draft.setMeta({ asks: withAsk(draft.meta.asks, ask) });
    return null;
  }
  const sentence = SENTENCE[why](mentions, by, agent);
  if (why === "too_soon") return { outcome: "refused", sentence };
  stop(draft, item, by, agent, sentence);
  return { outcome: "refused", sentence: null };
}

function stop(draft: Draft, item: WorkItem, by: string, agent: string, sentence: string): void {
  const { root, issue, hop } = item;
  const told = `chain:${root}`;
  if (draft.effectNow(told) !== undefined) return;
  const body = `${sentence} A person has to ask from here; until the label \`${NEEDS_HUMAN}\` is taken off, I leave this alone.`;
  const account = "coordinator";
  draft.effect(null, { kind: "comment", account, issue, body, root, hop }, told);
  draft.effect(null, { kind: "add_labels", account, issue, labels: [NEEDS_HUMAN] }, `label:${told}`);
  draft.log("chain.stopped", { issue, agent, by, reason: sentence });
}

type Mentions = OrchestratorConfig["mentions"];
const SENTENCE: Readonly<
  Record<ChainRefusal | "hop_budget", (m: Mentions, by: string, agent: string) => string>
> = {
  hop_budget: (m) => `This chain of mentions has used its ${m.max_hops} hops.`,
  too_many: (m) => `This chain of mentions has asked agents ${m.max_dispatches} times.`,
  back_and_forth: (_, by, agent) => `\`${by}\` and \`${agent}\` go on asking one another, so I stop them.`,
  too_soon: (m, by, agent) =>
    `\`${by}\` asked \`${agent}\` less than ${m.pair_cooldown_secs} s ago; it is not asked again yet.`,
};
