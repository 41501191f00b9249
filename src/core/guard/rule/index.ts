/** All rule files: which checks look at which program, and what each rule says. */
import type { RuleClass } from "../decision.ts";
import type { GuardPolicy } from "../policy.ts";
import { SHELLS } from "../run/languages.ts";
import { CONTAINER } from "./container.ts";
import { DATABASE } from "./database.ts";
import { FACTORY } from "./factory.ts";
import { FILESYSTEM } from "./filesystem.ts";
import { GIT } from "./git.ts";
import { INFRASTRUCTURE } from "./infrastructure.ts";
import { NETWORK } from "./network.ts";
import { PACKAGE } from "./package.ts";
import type { Check, RuleFile, RuleText } from "./rule.ts";
import { SECRET } from "./secret.ts";
import { SHELL } from "./shell.ts";
import { SYSTEM } from "./system.ts";

export const RULE_FILES: readonly RuleFile[] = [
  FILESYSTEM,
  GIT,
  SYSTEM,
  DATABASE,
  CONTAINER,
  INFRASTRUCTURE,
  PACKAGE,
  NETWORK,
  SECRET,
  FACTORY,
  SHELL,
];

export const CHECKS: ReadonlyMap<string, readonly Check[]> = (() => {
  const made = new Map<string, Check[]>();
  for (const file of RULE_FILES) {
    for (const check of file.checks) {
      for (const program of check.programs.split(" "))
        made.set(program, [...(made.get(program) ?? []), check]);
    }
  }
  return made;
})();

/** What a glob in the place of a program may stand for. */
export const PROGRAMS: readonly string[] = [
  ...CHECKS.keys(),
  ...SHELLS,
  ..."python perl ruby node php lua awk sed find xargs env sudo eval exec base64 xxd ssh".split(" "),
].filter((name) => name !== "*");

const TEXTS: ReadonlyMap<string, RuleText & { readonly class: RuleClass }> = new Map(
  RULE_FILES.flatMap((file) =>
    Object.entries(file.rules).map(([id, text]) => [id, { ...text, class: file.class }] as const),
  ),
);

export function explain(id: string, policy?: GuardPolicy): RuleText & { readonly decision: "deny" | "ask" } {
  const known = TEXTS.get(id);
  if (known !== undefined) return { decision: "deny", ...known };
  const own = policy?.deny.find((rule) => id === `project.${rule.name}`);
  const reason = own?.reason ?? "a rule objects that has no description";
  return {
    decision: "deny",
    reason,
    alternative: "Leave it, and say in your report what you wanted it for.",
  };
}
