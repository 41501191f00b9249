/** 4: a model that is pinned to one build, for an agent and in a route. */
import { type Incident, saidBy } from "../incident.ts";
import { checked, LEAST, typed } from "../typed.ts";

const PINNED = "claude-opus-4-20250514";
const SCENARIO =
  "priority:: 40\nsynonyms:: banana\nroute:: anthropic, claude-sonnet-4-20250514\naction:: claude --model {{ model }}\n";

export const PINNED_MODEL: Incident = {
  number: 4,
  symptom: "Every job of an agent failed from one day to the next.",
  cause: "The model id was that of one build, and the vendor retired it.",
  why: "A model is named by an alias that the vendor moves forward. An id with a build in it is refused wherever one can stand, and a Worker with such a configuration dispatches nothing.",
  boots: false,
  async run() {
    const scenario = { "orchestrator.toml": LEAST, "review_tier.md": SCENARIO };
    const refused = 'is pinned to the build "20250514": the vendor retires it one day, and the agent stops';
    return [
      saidBy(
        `adf check     with model = "${PINNED}" for an agent`,
        await checked(`${LEAST}model = "${PINNED}"\n`),
        {
          code: 1,
          says: [`"${PINNED}" ${refused}`, 'did you mean "opus"?', "nothing may be deployed like this"],
          lines: 3,
        },
      ),
      saidBy(
        "adf check --scenarios .     with such a model in a route",
        await typed(["check", "--scenarios", "."], scenario),
        { code: 1, says: ["review_tier.md:3:", "20250514", "sonnet"], lines: 2 },
      ),
    ];
  },
};
