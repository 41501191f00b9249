/** `--init`: the summary of the repository, as a pull request where a token is there, else as a file with the command. */
import { resolve } from "node:path";
import type { Answers } from "../../core/setup/answers.ts";
import type { ForgeWish } from "../../core/setup/forge-wish.ts";
import { SUMMARY_BRANCH, SUMMARY_PATH } from "../../core/summary/offered.ts";
import { summaryText } from "../../core/summary/summary.ts";
import { setupClient } from "../../forge/setup-client.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { connectHere } from "../forge-here.ts";
import { readIfThere, writeFiles } from "./disk.ts";
import type { Flags } from "./flags.ts";
import { failed, type Line } from "./forge/site.ts";
import type { Ledger } from "./manifests.ts";
import { offerSummary } from "./offer.ts";
import { type FileReport, fileReport } from "./report.ts";
import type { Words } from "./secrets.ts";
import { remoteOf } from "./surroundings.ts";
import { openIssues, survey } from "./survey.ts";

export interface InitInput {
  readonly flags: Flags;
  /** The clone that this run or an earlier one was told of. */
  readonly working_dir: string | null;
  readonly answers: Answers;
  readonly wish: ForgeWish;
  readonly ledger: Ledger;
  readonly admin: string | null;
  readonly tokens: Words;
  readonly apply: boolean;
}

export interface InitResult {
  readonly line: Line | null;
  readonly file: FileReport | null;
  readonly notes: readonly string[];
}

export async function initSummary({
  flags,
  working_dir,
  answers,
  wish,
  ledger,
  admin,
  tokens,
  apply,
}: InitInput): Promise<InitResult> {
  const clone = await cloneDir(working_dir, answers.repo);
  const token = tokens.coordinator ?? admin;
  const client = setupClient({ ...connectHere(answers.forge, token ?? ""), timeout_ms: 10_000 });
  // Without a token a forge is asked only where something is going to be written: a dry run needs none.
  const issues =
    token === null && !apply ? { unknown: "no token is here yet" } : await openIssues(client, answers.repo);
  const text = summaryText(answers.repo, await survey(clone, `${answers.forge}/${answers.repo}.git`), issues);
  if (token !== null) {
    const reachable = await client.repository(answers.repo);
    if (reachable.ok) {
      const line = await offerSummary({
        client,
        repo: answers.repo,
        branch: wish.branch,
        text,
        ledger,
        apply,
      });
      return { line, file: apply ? null : shown(text), notes: [] };
    }
    if (!apply)
      return {
        line: failed(`pull request with ${SUMMARY_PATH}`, reachable.error),
        file: shown(text),
        notes: [],
      };
  }
  const before = readIfThere(`${clone}/${SUMMARY_PATH}`);
  const file = fileReport(`${clone}/${SUMMARY_PATH}`, before, text);
  if (before !== null && before !== text && flags.force !== true) {
    const note = `${SUMMARY_PATH} is in ${clone} already and says something else: --force replaces it.`;
    return {
      line: null,
      file: { ...file, action: "keep", diff: apply ? "" : file.diff, note },
      notes: [note],
    };
  }
  if (apply && before !== text) writeFiles(clone, [{ path: SUMMARY_PATH, text }]);
  const command = `git -C ${clone} checkout -b ${SUMMARY_BRANCH} && git -C ${clone} add ${SUMMARY_PATH} && git -C ${clone} commit -m "Add a summary of the repository" && git -C ${clone} push origin ${SUMMARY_BRANCH}`;
  return { line: null, file, notes: apply ? [`To offer it for review: ${command}`] : [] };
}

const shown = (text: string): FileReport => fileReport(SUMMARY_PATH, null, text);

async function cloneDir(working_dir: string | null, repo: string): Promise<string> {
  if (working_dir !== null) return working_dir;
  if ((await remoteOf("."))?.repo === repo) return resolve(".");
  throw new CliError(EXIT.usage, {
    what: "--init needs --working-dir <folder>",
    why: `the summary is made from a clone on this machine, and this folder is none of ${repo}`,
    next: `--working-dir ~/projects/${repo.split("/")[1]}`,
  });
}
