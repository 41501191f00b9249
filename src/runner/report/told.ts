/** What a CLI told of its run, as the report has it. Pure. */
import type { Usage } from "../../contract/agent-run.ts";
import type { JobReport } from "../../contract/runner.ts";
import type { AgentAnswer } from "../agents/adapter.ts";

export function toldBy(
  answer: AgentAnswer,
  seconds: number,
): Pick<JobReport, "usage" | "model" | "session" | "denials"> {
  const { tokens, costUsd } = answer;
  const usage: Usage = {
    seconds,
    input_tokens: tokens?.input ?? null,
    output_tokens: tokens?.output ?? null,
    cached_tokens: tokens?.cached ?? null,
    cost_usd: costUsd,
    priced_by: costUsd === null ? null : "cli",
  };
  return {
    usage,
    model: answer.model?.slice(0, 200) ?? null,
    session: answer.session?.slice(0, 200) ?? null,
    denials: answer.denials,
  };
}
