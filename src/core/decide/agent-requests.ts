/** The writes an agent asked for beyond its own result: comments, new issues, other agents. Bounded and quieted. */
import type { AgentOutputs } from "../../contract/outputs.ts";
import { COMMENT_MAX } from "../comment/comment.ts";
import { cutAt, quiet } from "../comment/quiet.ts";
import type { Job } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import { countAsk } from "./chains.ts";
import type { Draft } from "./draft.ts";
import { requestWork } from "./request-work.ts";

export function carryOut(draft: Draft, item: WorkItem, job: Job, outputs: AgentOutputs): void {
  const account = draft.account(job.agent);
  const said = [...(outputs.comment === undefined ? [] : [quiet(outputs.comment.body, 50_000)])];
  for (const issue of outputs.new_issues) {
    draft.effect(item.id, {
      kind: "create_issue",
      account,
      title: quiet(issue.title, 200),
      body: `${quiet(issue.body, 30_000)}\n\nFound while working on #${item.issue}.`,
    });
  }
  for (const ask of outputs.dispatch) {
    const agent = draft.context.agents.find((a) => a.name === ask.agent);
    const key = `job:${job.id}:/${ask.agent}`;
    if (draft.mentionSeen(key)) continue;
    const number = agent?.role === "developer" ? item.issue : (item.pull_request ?? item.issue);
    const result =
      agent === undefined
        ? ({ outcome: "refused", sentence: `There is no agent called \`${ask.agent}\`.` } as const)
        : (countAsk(draft, item, job.agent, agent.name) ??
          requestWork(draft, {
            agent,
            number,
            title: item.title,
            is_pull: number !== item.issue || item.subject === "pull",
            context: quiet(ask.context, 2_000),
            root: item.root,
            from_hop: item.hop,
            head_sha: item.head_sha,
          }));
    draft.noteMention(key, result.outcome);
    draft.log("dispatch.asked", {
      issue: item.issue,
      agent: ask.agent,
      by: job.agent,
      outcome: result.outcome,
    });
    if (result.outcome === "refused" && result.sentence !== null)
      said.push(`${job.agent} asked for ${ask.agent}: ${result.sentence}`);
  }
  if (said.length === 0) return;
  draft.effect(item.id, {
    kind: "comment",
    account,
    issue: item.pull_request ?? item.issue,
    body: cutAt(said.join("\n\n"), COMMENT_MAX),
    root: item.root,
    hop: item.hop,
    job: job.id,
    agent: job.agent,
    ...(job.epoch === null ? {} : { epoch: job.epoch }),
  });
}
