/** Questions on standard input, one JSON object a line: each is answered, whatever stands in the line. */
import * as z from "zod";
import { type GuardContext, type GuardDecision, judge } from "../../core/guard/index.ts";

const Question = z.object({
  command: z.string(),
  cwd: z.string().startsWith("/").optional(),
  home: z.string().startsWith("/").optional(),
});

export type Answer = Pick<GuardDecision, "decision" | "rule" | "reason">;

/** Empty lines are no questions. */
export function* answers(
  text: string,
  contextOf: (where: { cwd?: string | undefined; home?: string | undefined }) => GuardContext,
): Generator<Answer> {
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const question = asQuestion(line);
    if (typeof question === "string") {
      yield { decision: "deny", rule: "shell.bad-input", reason: question };
      continue;
    }
    const { decision, rule, reason } = judge(question.command, contextOf(question));
    yield { decision, rule, reason };
  }
}

function asQuestion(line: string): z.infer<typeof Question> | string {
  try {
    const parsed = Question.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return `the line is no question: ${issue?.path.join(".") || "it"}: ${issue?.message ?? "not an object"}`;
  } catch {
    return "the line is no question: it is not JSON";
  }
}
