/** `adf guard test`: every rule against its own examples, in an imagined checkout with nothing on disk. */
import { EXAMPLES } from "../../core/guard/example/index.ts";
import { type GuardContext, judge } from "../../core/guard/index.ts";
import { RULE_FILES } from "../../core/guard/rule/index.ts";

export interface Wrong {
  readonly rule: string;
  readonly command: string;
  readonly expected: string;
  readonly got: string;
}

export interface Tested {
  readonly rules: number;
  readonly examples: number;
  readonly wrong: readonly Wrong[];
}

/** These object to the guard's own failure and to input that is no command: no line can be an example of them. */
const WITHOUT = new Set(["shell.internal", "shell.bad-input"]);

const PLACE: GuardContext = { cwd: "/home/dev/project", home: "/home/dev", read: () => null };

export function testExamples(): Tested {
  const wrong: Wrong[] = [];
  let examples = 0;
  const rules = RULE_FILES.flatMap((file) => Object.keys(file.rules)).filter((rule) => !WITHOUT.has(rule));
  for (const rule of rules) {
    const { deny, allow } = EXAMPLES[rule] ?? { deny: [], allow: [] };
    // A rule without examples both ways is not a tested rule.
    if (deny.length === 0 || allow.length === 0)
      wrong.push({ rule, command: "", expected: "examples both ways", got: "none" });
    for (const command of deny) {
      const got = judge(command, PLACE);
      if (got.rule !== rule) wrong.push({ rule, command, expected: `${rule} refuses it`, got: got.rule });
    }
    for (const command of allow) {
      const got = judge(command, PLACE);
      if (got.decision !== "allow")
        wrong.push({ rule, command, expected: "nothing refuses it", got: got.rule });
    }
    examples += deny.length + allow.length;
  }
  return { rules: rules.length, examples, wrong };
}
