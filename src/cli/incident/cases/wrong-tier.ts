/** 5: a developer's task in the words of a review, routed. */
import { type Incident, saidBy } from "../incident.ts";
import { REVIEW_WORDS } from "../stage.ts";
import { typed } from "../typed.ts";

export const WRONG_TIER: Incident = {
  number: 5,
  symptom: "A developer's work went to the small model for reviews.",
  cause: "The words of the task chose the tier, and a developer's task is full of the words of a review.",
  why: "The role of the agent settles the tier; the words choose within it only. Where they would have said another one, that stands with the route, in `adf route` and with every job.",
  boots: false,
  async run() {
    const args = ["route", "--role", "developer", REVIEW_WORDS];
    return [
      saidBy(`adf route --role developer "${REVIEW_WORDS}"`, await typed(args), {
        code: 0,
        says: [
          "implementation_tier",
          "The role developer works in implementation_tier. The words alone would say review_tier.",
        ],
        lines: 6,
      }),
    ];
  },
};
