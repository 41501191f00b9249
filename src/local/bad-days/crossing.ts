/**
 * Two changes that meet: the moment an agent's branch has come in, the owner commits to the target branch, in the same line. The
 * agent's change was right when it was made, and does not merge any more: it has to be made again, on what is there now.
 */
import type { SetupClient } from "../../forge/setup-client.ts";
import type { Push } from "../forge/forge.ts";

const FILE = "src/paging.js";
const LINE = "  const pages = Math.floor(items.length / size);\n";
/** As good as before, and as wrong: the issue stays what it is. */
const OWNERS = "  const count = items.length;\n  const pages = Math.floor(count / size);\n";
const MESSAGE = "Count the items of a list once";

export interface Place {
  /** The owner's. */
  readonly client: SetupClient;
  readonly repo: string;
  /** The target branch. */
  readonly branch: string;
  /** Whose branch is waited for. */
  readonly issue: number;
}

/**
 * What to call after each push, until it answers true: then the owner's commit is there. A forge that refuses it, because it is away
 * at that moment, is asked again with the next push of that branch.
 */
export function crossing({ client, repo, branch, issue }: Place): (push: Push) => Promise<boolean> {
  return async (push) => {
    if (push.repo !== repo || !push.branches.some((name) => name.startsWith(`adf/${issue}-`))) return false;
    const file = await client.fileText(repo, FILE, branch);
    if (!file.ok || !file.value.text.includes(LINE)) return false;
    const { sha, text } = file.value;
    const commit = {
      path: FILE,
      text: text.replace(LINE, OWNERS),
      message: MESSAGE,
      branch,
      from: null,
      sha,
    };
    return (await client.commitFile(repo, commit)).ok;
  };
}
