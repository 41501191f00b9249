/** The rules by which a change that passed every gate is a person's to merge, and what that person is told. */
import { quiet } from "../comment/quiet.ts";
import { type Directs, directs } from "./steering.ts";

export interface PersonRule {
  /** Completes "it …". */
  readonly why: string;
  readonly what: readonly string[];
}

const WHY: Readonly<Record<Directs, string>> = {
  agents: "changes what agents are told or run by themselves",
  ci: "changes the checks that the forge runs",
  factory: "changes how the factory itself works here",
};

/** `files`: what the change touches that directs something. `labels`: of its issue, those that ask for a person. */
export function personRules(files: readonly string[], labels: readonly string[]): readonly PersonRule[] {
  const kinds: readonly Directs[] = ["agents", "ci", "factory"];
  const rules = kinds.map((kind) => ({
    why: WHY[kind],
    what: files.filter((file) => directs(file) === kind),
  }));
  return [...rules, { why: "is for an issue whose label asks for a person", what: labels }].filter(
    ({ what }) => what.length > 0,
  );
}

const SHOWN = 10;

function listed(what: readonly string[]): string {
  const named = what.slice(0, SHOWN).map((one) => `\`${quiet(one, 200).replaceAll("`", "")}\``);
  const more = what.length > SHOWN ? ` and ${what.length - SHOWN} more` : "";
  return `${named.join(", ")}${more}`;
}

export function personQuestion(pull_request: number, rules: readonly PersonRule[]): string {
  const why = rules.map((rule) => `it ${rule.why}: ${listed(rule.what)}`).join("; and ");
  return `Every gate passed pull request #${pull_request}, but ${why}. That is a person's decision: answer \`merge\` and I merge it at this head, merge it yourself, or say what should change.`;
}
