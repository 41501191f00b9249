/** What `--until-done` prints at its end: what was done, and what was left and why. */
import type { ProjectView, WorkItemView } from "../../contract/state.ts";
import { colors, print } from "../output.ts";
import { table } from "../table.ts";

export interface Left {
  readonly issue: number;
  readonly title: string;
  readonly why: string;
}

export interface Summary {
  readonly done: readonly WorkItemView[];
  /** Left on purpose: a cycle, a question, an outsider's issue, something that waits for one of these. */
  readonly left: readonly Left[];
  /** Should have been done and was not. */
  readonly undone: readonly Left[];
}

const WAITS = {
  approval: "waits for approval: npm run -s adf -- approvals",
  promotion: "ready, and the mode is observe: nothing is written",
} as const;

export function summarise(project: ProjectView): Summary {
  const done = project.work_items
    .filter((i) => i.phase === "done")
    .sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
  const left: Left[] = [];
  const undone: Left[] = [];
  for (const issue of project.issues) {
    if (issue.state === "closed") continue;
    const item = project.work_items.find((i) => i.issue === issue.number && i.phase !== "done");
    const why = item?.park_reason ?? issue.held_by ?? "ready";
    // Only a person moves it on: that is no failure of this run.
    if (
      project.waits_for !== null &&
      (issue.held_by === null || (item !== undefined && item.phase !== "parked"))
    ) {
      left.push({ issue: issue.number, title: issue.title, why: WAITS[project.waits_for] });
      continue;
    }
    const at_work = item !== undefined && item.phase !== "parked" && item.phase !== "cancelled";
    (at_work || issue.held_by === null ? undone : left).push({
      issue: issue.number,
      title: issue.title,
      why: at_work ? `still in "${item.phase}"` : item?.park_reason != null ? `question: ${why}` : why,
    });
  }
  return { done, left, undone };
}

/** `project`: its name, where there are several. */
export function printSummary(summary: Summary, project: string | null = null): void {
  const rows = summary.done.map((i) => [
    `#${i.issue}`,
    i.rank === null ? "asked" : `${(i.rank * 100).toFixed(1)} %`,
    i.agent,
    i.attempts,
    i.seconds.toFixed(1),
    i.pull_request === null ? "none" : `#${i.pull_request}`,
    i.merged_sha ?? "verified without a change",
  ]);
  print("");
  if (project !== null) print(colors.bold(project));
  print(table(["issue", "rank", "agent", "attempts", "seconds", "pull request", "merged SHA"], rows));
  list("Left, and why", summary.left);
  list("Not done", summary.undone);
}

function list(head: string, lines: readonly Left[]): void {
  if (lines.length === 0) return;
  print("");
  print(`${head}:`);
  for (const l of lines) print(`  #${l.issue} ${l.title}: ${l.why.replaceAll(/\s+/g, " ").slice(0, 160)}`);
}
