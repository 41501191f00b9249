/** What a person is asked where the forge does not merge what every gate has passed. */

import type { Refusal } from "../effect/effect.ts";
import { adf } from "./command.ts";
import { quiet } from "./quiet.ts";

interface Merge {
  readonly pull_request: number;
  readonly base: string;
}

type Say = (merge: Merge, error: string) => string;

const AGAIN = "and answer `merge`; or say what should change.";

/** `what` says that a pull request of the factory was closed. */
export const pullGone = (what: string): string =>
  `${what}. Reopen it and say so here, or say what should be done instead; to leave it, close this issue.`;

/** What follows from the others needs no person. */
type Asked = Exclude<Refusal, "head_moved" | "checks_red" | "gates_red">;

const SAY: Readonly<Record<Asked, Say>> = {
  conflict: ({ base }, error) =>
    `the forge says that it does not merge into \`${base}\`, and a runner that made the same merge found no conflict: ${error} Merge it yourself, or look at the forge ${AGAIN}`,
  gone: (_, error) => pullGone(error),
  forbidden: ({ base }, error) =>
    `the coordinator's account may not merge into \`${base}\`: ${error} Let it (${adf("doctor")} says what it lacks) ${AGAIN}`,
  invalid: (_, error) => `the forge refused the merge: ${error} Mend that ${AGAIN}`,
  draft: (_, error) => `its title marks it as a draft: ${error} Take the mark out of the title ${AGAIN}`,
  checks_late: ({ base }, waits) =>
    `\`${base}\` asks for more, and it did not come in time: ${waits}. See to it, or take it out of the branch's protection, ${AGAIN}`,
  checks_never: ({ base }, lacks) =>
    `\`${base}\` asks for ${lacks}, which is not there although every gate has ended: no gate of this project sets it, or the forge refused it. ${adf("doctor")} says which, and what mends it. Do that ${AGAIN}`,
  by_rule: ({ base }, error) =>
    `a rule of the forge for \`${base}\` holds it back: ${error} Do what the rule asks, or change it, ${AGAIN}`,
};

export const mergeRefused = (reason: Asked, merge: Merge, error: string): string =>
  `Every gate passed pull request #${merge.pull_request}, but ${SAY[reason](merge, quiet(error, 1_000))}`;
