/** Exceptions from the guard that except nothing: their rule is not there, or their last day is over. */
import { RULE_FILES } from "../../guard/rule/index.ts";
import type { Finding } from "../complaint.ts";
import { namedIn } from "../cross/names.ts";
import { nearest } from "../nearest.ts";
import { quote, textIn } from "../tree.ts";

/** `today` as in `2026-03-31`, UTC; null where nobody knows the day, and then none is over. */
export function exceptionFindings(tree: unknown, today: string | null): Finding[] {
  const rules = RULE_FILES.flatMap((one) => Object.keys(one.rules));
  return namedIn(tree, "guard_exceptions").flatMap(({ table, index }): Finding[] => {
    const rule = textIn(table, "rule");
    const expires = textIn(table, "expires");
    const near = rule === undefined ? null : nearest(rule, rules);
    const doubt = { code: "doubtful", severity: "warning" } as const;
    return [
      ...(rule === undefined || rules.includes(rule)
        ? []
        : [
            {
              ...doubt,
              path: ["guard_exceptions", index, "rule"],
              message: `the guard has no rule ${quote(rule)}: nothing is let through`,
              nearest: near === null ? null : JSON.stringify(near),
              help: "npm run -s adf -- guard rules lists them",
            },
          ]),
      ...(today === null || expires === undefined || expires >= today
        ? []
        : [
            {
              ...doubt,
              path: ["guard_exceptions", index, "expires"],
              message: `this exception ended on ${expires}: nothing is let through`,
              help: "take it out, or name a later day if its reason still holds",
            },
          ]),
    ];
  });
}
