/** Every sentence the factory writes on the forge for people. Pure text; the marker is added at the edge. */
import type { Finding, Verdict } from "../../contract/outputs.ts";
import type { Claim, WorkItem } from "../work/work-item.ts";
import { cutAt, fenced, quiet } from "./quiet.ts";

/** The most that one comment may hold. */
export const COMMENT_MAX = 60_000;

export interface Alternative {
  readonly number: number;
  readonly rank: number;
}

const percent = (rank: number): string => `${(rank * 100).toFixed(1)} %`;

/** The coordinator's mention: the receipt of a work item, with why this one and not the next two. */
export function pickedUp(
  agent: string,
  issue: number,
  rank: number,
  terms: string,
  next: readonly Alternative[],
  fits: string,
): string {
  const others = next.map((n) => `#${n.number} (${percent(n.rank)})`).join(" and ");
  const because = `It has the highest rank of all issues that are ready: ${percent(rank)}${terms ? `, ${terms}` : ""}.`;
  const instead = others === "" ? "Nothing else is ready." : `Next would be ${others}.`;
  return `@adf:${agent} please pick up issue #${issue}.\n\n${because} ${instead}${fits === "" ? "" : ` ${fits}`}`;
}

/** The same where the coordinator's model chose. Not a word of it is the model's. */
export function plannedUp(
  agent: string,
  chosen: Alternative,
  list: {
    readonly by: string;
    readonly place: number;
    readonly of: number;
    readonly first: Alternative | undefined;
  },
): string {
  const all =
    list.of === 1
      ? "It is the only issue that is ready"
      : `\`${list.by}\` chose it among the ${list.of} issues that are ready`;
  const higher =
    list.place === 1 || list.first === undefined
      ? ", and it has the highest rank of them"
      : `; by rank it stands at place ${list.place}, and at the first stands #${list.first.number} (${percent(list.first.rank)})`;
  return `@adf:${agent} please pick up issue #${chosen.number}.\n\n${all}${list.of === 1 ? "" : higher}. Its rank is ${percent(chosen.rank)}.`;
}

export function reviewWanted(reviewer: string, issue: number, sha: string): string {
  return `@adf:${reviewer} please review this change for #${issue} at ${sha.slice(0, 12)}.`;
}

/** Commands as they were run, for a fence: bounded, and without what could be read as a marker. */
function commandList(claim: Claim, line: (command: Claim["commands"][number]) => string): string {
  return cutAt(claim.commands.map(line).join("\n").replaceAll("<!--", "<! --"), 20_000);
}

/** A place in the code, named by an agent: one line, in inline code that it cannot leave. */
const place = (text: string): string => quiet(text, 500).replace(/[`\r\n]/g, "'");

export function verifyWanted(agent: string, claim: Claim): string {
  const commands = commandList(claim, (c) => `${c.argv.join(" ")}   → exit ${c.exit_code}`);
  return (
    `The developer says that nothing has to change, and ran:\n\n${fenced(commands)}\n\n` +
    `${quiet(claim.summary, 4_000)}\n\n@adf:${agent} please run these again before it is believed.`
  );
}

export function pullBody(item: WorkItem, body: string, problem: string | null): string {
  const note = problem === null ? "" : `\n\n> The agent's outputs file was refused: ${quiet(problem, 500)}`;
  const text = quiet(body, 30_000);
  const named = new RegExp(`#${item.issue}(?!\\d)`).test(text);
  return `${text}${named ? "" : `\n\nFor #${item.issue}.`}${note}`;
}

/** Further lines stay inside their list item: none can begin a heading of the prompt or of the comment. */
const indented = (text: string): string => text.replace(/\r\n?|\n/g, "\n  ");

export function findingsList(findings: readonly Finding[]): string {
  return findings
    .map((f) => {
      const where =
        f.file === undefined ? "" : ` \`${place(f.file)}${f.line === undefined ? "" : `:${f.line}`}\``;
      const test = f.test === undefined ? "" : ` (shown by \`${place(f.test)}\`)`;
      return `- **${f.severity}**${where}: ${indented(quiet(f.message, 4_000))}${test}`;
    })
    .join("\n");
}

export function reviewBody(pass: boolean, summary: string, verdict: Verdict | undefined): string {
  const head = pass ? "Approved." : "Changes requested.";
  const findings = findingsList(verdict?.findings ?? []);
  const sure = verdict === undefined ? "" : `\n\nConfidence ${Math.round(verdict.confidence * 100)} %.`;
  return cutAt(
    `${head} ${quiet(summary, 4_000)}${findings === "" ? "" : `\n\n${findings}`}${sure}`,
    COMMENT_MAX,
  );
}

/** `findings`: those that no review shows. */
export function sentBack(
  agent: string,
  item: WorkItem,
  summary: string,
  findings: readonly Finding[] = [],
): string {
  const list = findingsList(findings);
  const back = `@adf:${agent} this goes back to you: ${quiet(summary, 2_000)} The same branch (\`${item.branch}\`) takes the next attempt.`;
  return cutAt(`${back}${list === "" ? "" : `\n\n${list}`}`, COMMENT_MAX);
}

/** Where nobody tries again, for the person who is asked. */
export const lastFound = (findings: readonly Finding[]): string =>
  cutAt(`This is what did not pass:\n\n${findingsList(findings)}`, COMMENT_MAX);

export function merged(item: WorkItem, sha: string): string {
  return `Merged as ${sha} with pull request #${item.pull_request}, and found in the history of the target branch. Closing.`;
}

export function mainBroken(
  branch: string,
  sha: string,
  summary: string,
  findings: readonly Finding[],
): string {
  const list = findingsList(findings);
  return cutAt(
    `Merged as ${sha}, and \`${branch}\` is red with it: ${quiet(summary, 2_000)}${list === "" ? "" : `\n\n${list}`}\n\n` +
      "I open a pull request that undoes the merge. It has to pass the gates like any other. This issue stays open.",
    COMMENT_MAX,
  );
}

export const revertBody = ({ issue, reverts }: WorkItem): string =>
  `Undoes ${reverts}, which broke the target branch. The evidence stands on #${issue}.`;

export const reverted = ({ reverts, pull_request }: WorkItem): string =>
  `Pull request #${pull_request} has undone ${reverts}. What this issue asks for is to be done again.`;

export function verifiedClosing(claim: Claim, summary: string): string {
  const commands = commandList(claim, (c) => c.argv.join(" "));
  return `Verified without a change. Run twice, by two agents, with the same result:\n\n${fenced(commands)}\n\n${quiet(summary, 4_000)}\n\nClosing.`;
}

/** `unseen`: commits that would otherwise be seen by nobody. */
export function parked(reason: string, unseen: string | null): string {
  return (
    `${quiet(reason, 8_000)}\n\n` +
    (unseen === null ? "" : `${unseen}\n\n`) +
    "I have set this aside. Answer here, and I take it up again."
  );
}

/** The issue about a runner that stays on another build than belongs to the Worker. */
export function outdatedRunner(
  name: string,
  build: string,
  expected: string,
): { title: string; body: string } {
  return {
    title: `The runner ${name} is not upgraded: it runs ${build}`,
    body:
      `The Worker was deployed with \`${expected}\`. The runner \`${name}\` speaks the same contract and still gets work, but it does ` +
      "without what was mended since.\n\nIn the checkout that was deployed:\n\n" +
      `${fenced("npm run -s adf -- runner build --out adf-runner.mjs")}\n\nOn the machine of the runner, with that file:\n\n` +
      `${fenced("node adf-runner.mjs upgrade --apply")}\n\nI close this issue when the runner comes back upgraded.`,
  };
}

export function refusedMention(sentence: string): string {
  return sentence;
}
