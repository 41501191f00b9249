/**
 * The answer to a text whose mentions could not be followed: what was read, why it calls nobody, the nearest names, the
 * grammar, and who can be called. Every mention in it stands in inline code, so the answer itself calls nobody.
 */
import type { MentionProblem, MentionProblemReason } from "../../contract/mention.ts";
import { type KnownAgent, writtenName } from "./known-agent.ts";

/** More names than this would bury the answer; the rest are counted. */
const MAX_LISTED = 30;

const WHY: Record<MentionProblemReason, string> = {
  missing_name: "names no agent",
  bad_name: "is not written the way a name is written",
  unknown_agent: "names an agent that I do not know",
  unknown_project: "names a project that I do not know",
  ambiguous_agent: "could mean agents of several projects; say which",
};

export function explainProblems(
  problems: readonly MentionProblem[],
  agents: readonly KnownAgent[],
  project: string | null = null,
): string {
  const lines = problems.map((problem) => {
    const meant = problem.suggestions.map((name) => code(`@adf:${name}`));
    const question = meant.length === 0 ? "" : ` Did you mean ${oneOf(meant)}?`;
    return `- ${code(problem.text)} ${WHY[problem.reason]}.${question}`;
  });
  const names = [
    ...new Set(agents.map((agent) => code(`@adf:${writtenName(agent, project, agents)}`))),
  ].sort();
  const more = names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : "";
  const listed = names.length === 0 ? "nobody" : names.slice(0, MAX_LISTED).join(", ") + more;
  return [
    "I could not follow this:",
    "",
    ...lines,
    "",
    `A mention is ${code("@adf:<agent>")} or ${code("@adf:<project>/<agent>")}, a word of its own in small letters. You can call: ${listed}.`,
    "Write it anew, or edit your comment.",
  ].join("\n");
}

const code = (text: string): string => `\`${text.replaceAll("`", "'")}\``;

function oneOf(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
