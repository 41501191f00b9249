/** The summary as a pull request on the forge, from the branch `adf/summary`. */
import { SUMMARY_BRANCH, SUMMARY_PATH } from "../../core/summary/offered.ts";
import type { SetupClient } from "../../forge/setup-client.ts";
import { failed, type Line, line } from "./forge/site.ts";
import type { Ledger } from "./manifests.ts";

const TITLE = "Add a summary of the repository for the agents";
const BODY = `What \`${SUMMARY_PATH}\` holds was read from the files of the repository, without a model: languages, layout, commands to build and
test, entry points, conventions and open issues. The agents read it before they work. Edit it freely, then merge it.`;

export interface Offer {
  readonly client: SetupClient;
  readonly repo: string;
  readonly branch: string;
  readonly text: string;
  readonly ledger: Ledger;
  readonly apply: boolean;
}

export async function offerSummary({ client, repo, branch, text, ledger, apply }: Offer): Promise<Line> {
  const thing = `pull request with ${SUMMARY_PATH}`;
  const merged = await client.fileText(repo, SUMMARY_PATH, branch);
  if (merged.ok && merged.value.text === text)
    return line("was there", SUMMARY_PATH, `as it is on ${branch}`);
  if (!merged.ok && merged.error.reason !== "not_found") return failed(thing, merged.error);
  const offered = await client.fileText(repo, SUMMARY_PATH, SUMMARY_BRANCH);
  if (!offered.ok && offered.error.reason !== "not_found") return failed(thing, offered.error);
  const fresh = !(await client.branch(repo, SUMMARY_BRANCH)).ok;
  const pull = fresh ? null : await client.pullByHead(repo, branch, SUMMARY_BRANCH);
  const open = pull?.ok === true && pull.value.state === "open" ? pull.value : null;
  const same = offered.ok && offered.value.text === text;
  if (open !== null && same) return line("was there", thing, `#${open.number}`);
  if (!fresh && !ledger.ours("pull", SUMMARY_BRANCH))
    return line("differs", thing, `the branch ${SUMMARY_BRANCH} is there, and setup did not make it`);
  if (!apply) return line("would make", thing, SUMMARY_BRANCH);
  if (!ledger.ours("pull", SUMMARY_BRANCH)) ledger.made({ kind: "pull", key: SUMMARY_BRANCH, id: null });
  if (!same) {
    const before = fresh ? merged : offered;
    const written = await client.commitFile(repo, {
      path: SUMMARY_PATH,
      text,
      message: TITLE,
      branch: SUMMARY_BRANCH,
      from: fresh ? branch : null,
      sha: before.ok ? before.value.sha : null,
    });
    if (!written.ok) return failed(thing, written.error);
  }
  if (open !== null) return line("made", thing, `#${open.number}, brought up to date`);
  const opened = await client.openPull(repo, {
    head: SUMMARY_BRANCH,
    base: branch,
    title: TITLE,
    body: BODY,
  });
  if (!opened.ok) return failed(thing, opened.error);
  ledger.made({ kind: "pull", key: SUMMARY_BRANCH, id: opened.value.number });
  return line("made", thing, `#${opened.value.number}`);
}
