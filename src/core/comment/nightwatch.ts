/** What nightwatch says of an agent, with the evidence and the commands to act. */
import { adf } from "./command.ts";
import { cutAt } from "./quiet.ts";

export interface Case {
  readonly agent: string;
  readonly level: string;
  readonly drift: number;
  readonly signs: readonly string[];
  /** The jobs that were judged, the newest last. */
  readonly jobs: readonly {
    readonly id: string;
    readonly issue: number | null;
    readonly outcome: string;
    readonly detail: string;
  }[];
  /** What people are told of besides: of the runner, the provider, the forge, the queue, the log store, the money. */
  readonly around: readonly string[];
  readonly pause_hours: number;
}

export const agentUnwell = (c: Case): string =>
  [
    `Its drift is ${c.drift.toFixed(2)} (${c.level}), for these reasons:`,
    c.signs.map((s) => `- ${s}`).join("\n"),
    "The jobs that say so, the newest last:",
    c.jobs.map(jobLine).join("\n"),
    ...(c.around.length === 0
      ? []
      : [
          `Also amiss now. It counts for nothing in the drift, but look at it first:\n\n${c.around.map((title) => `- ${title}`).join("\n")}`,
        ]),
    `It gets no work for ${c.pause_hours} hours and is then tried again; when its next jobs are well, I close this.`,
    "To act before:",
    [
      `- ${adf(`logs --agent ${c.agent} --since 12h`)} shows what it did, ${adf("explain ISSUE")} tells one issue`,
      `- ${adf(`resume --agent ${c.agent}`)} lets it work again at once`,
      `- ${adf(`pause --agent ${c.agent} --why "…"`)} keeps it from work until you say otherwise`,
      "- the thresholds stand in `[nightwatch]`",
    ].join("\n"),
  ].join("\n\n");

function jobLine({ id, issue, outcome, detail }: Case["jobs"][number]): string {
  const about = issue === null ? "" : ` (#${issue})`;
  const said = detail === "" ? "" : `: ${cutAt(detail.replace(/\s+/g, " "), 160)}`;
  return `- ${id}${about} ended as ${outcome}${said}`;
}

/** Another model answers for an alias, and what it writes passes less often. */
export function gatesFell(fell: {
  readonly agent: string;
  readonly way: string;
  readonly from: string;
  readonly to: string;
  readonly before: { readonly passed: number; readonly of: number };
  readonly after: { readonly passed: number; readonly of: number };
}): string {
  const { agent, way, from, to, before, after } = fell;
  return [
    `\`${agent}\` asks for ${way}. \`${from}\` answered, and ${before.passed} of its last ${before.of} changes passed the gates.`,
    `Now \`${to}\` answers, and ${after.passed} of ${after.of} do: fewer than chance explains.`,
    "",
    `Nothing here changed. To let \`${agent}\` work with another model, name it with \`pin = true\` in \`[[agents]]\`, or edit the routes: ` +
      `${adf("route --replay --scenarios <folder>")} shows what that would change. This closes by itself when as much passes as before.`,
  ].join("\n");
}
