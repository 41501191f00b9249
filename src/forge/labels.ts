/** Labels of a repository, and which of them an issue or pull request carries. */
import { err, ok, type Result } from "../core/result.ts";
import { type ForgeFailure, failure } from "./failure.ts";
import { readList } from "./paging.ts";
import { repoPath } from "./path.ts";
import { Nothing, type Send } from "./request.ts";
import { Label, listOf } from "./shapes.ts";
import { onlyValue } from "./value.ts";

export const labelCalls = (send: Send) => {
  const labels = (repo: string): Promise<Result<readonly Label[], ForgeFailure>> =>
    readList(send, `the labels of ${repo}`, { path: `${repoPath(repo)}/labels` }, Label);

  return {
    labels,

    /** `color` is six hex digits with or without `#`. Look first: the forge makes a second label of the same name. */
    createLabel: async (
      repo: string,
      label: { name: string; color: string; description: string },
    ): Promise<Result<Label, ForgeFailure>> =>
      onlyValue(
        await send(
          {
            method: "POST",
            path: `${repoPath(repo)}/labels`,
            body: { ...label, color: `#${label.color.replace(/^#/, "")}` },
          },
          Label,
        ),
      ),

    /**
     * Adds labels by name and answers all that the issue now has. The forge ignores names it does not know
     * without a word, so the answer is read: a missing one is a `validation` failure that names it.
     */
    addLabels: async (
      repo: string,
      number: number,
      names: readonly string[],
    ): Promise<Result<readonly string[], ForgeFailure>> => {
      const path = `${repoPath(repo)}/issues/${number}/labels`;
      const answer = await send({ method: "POST", path, body: { labels: names } }, listOf(Label));
      if (!answer.ok) return answer;
      const now = answer.value.value.map((label) => label.name);
      const missing = names.filter((name) => !now.includes(name));
      if (missing.length === 0) return ok(now);
      return err(
        failure(
          "validation",
          answer.value.status,
          `${repo} has no label called ${missing.join(", ")}; create it first`,
        ),
      );
    },

    /**
     * Takes a label off by name; where the issue does not carry it, that is the wish already. A repository may
     * have several labels of one name, and adding by name added them all, so all are taken off.
     */
    removeLabel: async (repo: string, number: number, name: string): Promise<Result<null, ForgeFailure>> => {
      const path = `${repoPath(repo)}/issues/${number}/labels`;
      const carried = await send({ method: "GET", path }, listOf(Label));
      if (!carried.ok) return carried;
      for (const label of carried.value.value.filter((candidate) => candidate.name === name)) {
        const answer = await send({ method: "DELETE", path: `${path}/${label.id}` }, Nothing);
        if (!answer.ok) return answer;
      }
      return ok(null);
    },
  };
};
