/** What each template may say: its variables, and those that it must have. docs/prompts.md explains them. */
import { CompoundGroup } from "../../contract/compound.ts";
import { Role } from "../../contract/job.ts";
import type { Vocabulary } from "./template.ts";

const COMPOUND = CompoundGroup.options.map((group) => `compound-${group}` as const);

/** One for each role and for each group of a compound review, and the part that stands at the end of every prompt whatever its template says. */
export const PROMPT_NAMES = [...Role.options, ...COMPOUND, "mandatory"] as const;
export type PromptName = (typeof PROMPT_NAMES)[number];

/** Words for a sentence. None of them is a text that somebody wrote on the forge. */
const WORDS = ["project", "repository", "agent", "base", "attempt"] as const;

/** `sections` come with their own heading and fence, or are empty. */
const vocabulary = (sections: readonly string[], words: readonly string[] = []): Vocabulary => ({
  known: [...sections, ...WORDS, ...words],
  required: sections,
});

export const VOCABULARIES: Readonly<Record<PromptName, Vocabulary>> = {
  coordinator: vocabulary(["facts", "ready", "agents"]),
  developer: vocabulary(["facts", "issue", "request", "findings"], ["number", "branch"]),
  reviewer: vocabulary(["facts", "issue", "request"], ["number"]),
  qa: vocabulary(["facts", "issue", "request", "commands"], ["number"]),
  ...(Object.fromEntries(COMPOUND.map((name) => [name, vocabulary(["facts", "day", "counts"])])) as Record<
    (typeof COMPOUND)[number],
    Vocabulary
  >),
  mandatory: vocabulary(["summary", "mention_format", "rules", "outputs"]),
};
