/** 10: a comment with a mention that names nobody, on a forge, and the answer that comes to it. */
import type { FactoryState } from "../../../contract/state.ts";
import { type Incident, saidBy } from "../incident.ts";
import { REPO, until } from "../stage.ts";

/** Of the two issues of the throwaway factory, the one on which nobody works. */
const ISSUE = 2;

export const EMPTY_MENTION: Incident = {
  number: 10,
  symptom: "Somebody wrote `@adf:` and waited.",
  cause: "A mention without a name was no mention, and so it was nothing.",
  why: "Whatever begins like a mention is one, or a named problem with it. The coordinator answers it on the issue, once, with the form of a mention and the names that can be called.",
  boots: true,
  async run(stage) {
    const { owner, call } = await stage.factory();
    // What was written before its first look at the forge is history to a factory, and it answers none of it.
    await until(
      async () => ((await call("state")) as FactoryState).projects.every((one) => one.synced) || null,
    );
    await owner.addComment(REPO, ISSUE, "@adf: please look at this");
    const answer = await until(async () => {
      const all = await owner.commentsOf(REPO, ISSUE);
      return all.ok ? all.value.find((one) => one.author.login === "adf-coordinator")?.body : null;
    });
    // What the marker in it says is for the factory alone, and hidden on the page.
    const text = (answer ?? "no answer came").replace(/<!--[\s\S]*?-->/g, "").trim();
    return [
      saidBy(
        "a comment on an issue: @adf: please look at this",
        { code: 0, text },
        {
          code: 0,
          says: ["`@adf:` names no agent.", "`@adf:developer`, `@adf:reviewer`."],
          lines: 6,
        },
      ),
    ];
  },
};
