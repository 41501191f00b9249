/** What a person can do about a model that does not answer. The one map from the class of a failure to the next step. */
import type { TroubleKind } from "../../contract/agent-run.ts";

interface Where {
  readonly cli: string;
  readonly provider: string;
  readonly model: string;
  readonly runner: string;
}

const NEXT: Readonly<Record<TroubleKind, (where: Where) => string>> = {
  throttled: () => "wait: it is asked again by itself; fewer slots ask less often",
  quota: ({ provider }) =>
    `add credit to the plan of ${provider}, or switch it off with enabled = false in [[providers]]`,
  auth: ({ cli, runner }) => `log ${cli} in on ${runner}, or give that runner the key: docs/agents.md`,
  overloaded: () => "wait: it is asked again by itself",
  server: () => "wait: it is asked again by itself; the provider's status page may say more",
  network: ({ runner }) => `look at the network of ${runner}, its proxy and base_url in agents.json`,
  unknown_model: ({ cli, model }) =>
    `say what ${model} is called there: "models" of ${cli} in the runner's agents.json, or correct the route`,
  too_long: ({ model }) => `${model} takes too little text for this CLI: route to another`,
  turn_limit: ({ cli }) => `raise the turn limit in the configuration of ${cli}`,
  cost_limit: ({ cli }) => `raise the cost limit in the configuration of ${cli}`,
  refused: ({ cli }) =>
    `${cli} reached for a tool on a prompt that needs none: see its version and its guard`,
  no_answer: ({ cli, runner }) => `run ${cli} by hand on ${runner}: it ends, or waits, without an answer`,
};

export const adviceFor = (kind: TroubleKind, where: Where): string => NEXT[kind](where);
