/** Files of a repository by the API: one file read, and one file committed, without a clone. */
import * as z from "zod";
import { err, ok, type Result } from "../core/result.ts";
import { unlessBranchMissing } from "./absence.ts";
import { type ForgeFailure, failure } from "./failure.ts";
import { repoPath, segments } from "./path.ts";
import { Nothing, type Send } from "./request.ts";
import { onlyValue } from "./value.ts";

export interface FileText {
  /** The blob's id: what a change of the file must name. */
  readonly sha: string;
  readonly text: string;
}

const Content = z.object({
  type: z.string(),
  sha: z.string(),
  encoding: z.string().nullish(),
  content: z.string().nullish(),
});

export interface FileCommit {
  readonly path: string;
  readonly text: string;
  readonly message: string;
  readonly branch: string;
  /** Makes `branch` off this one; null where `branch` is there. */
  readonly from: string | null;
  /** The blob that is replaced; null for a new file. */
  readonly sha: string | null;
}

export const contentCalls = (send: Send) => ({
  fileText: async (repo: string, path: string, ref: string): Promise<Result<FileText, ForgeFailure>> => {
    const answer = await send(
      { method: "GET", path: `${repoPath(repo)}/contents/${segments(path)}`, query: { ref } },
      Content,
    );
    if (!answer.ok) return answer;
    const { type, sha, encoding, content } = answer.value.value;
    if (type !== "file" || encoding !== "base64")
      return err(failure("malformed", null, `${path} of ${repo} is no plain file (${type})`));
    return ok({ sha, text: fromBase64(content ?? "") });
  },

  /** A branch to be made that is there already is `validation`, as is a file that is there or has changed since. */
  commitFile: async (repo: string, commit: FileCommit): Promise<Result<null, ForgeFailure>> =>
    onlyValue(
      await send(
        {
          method: commit.sha === null ? "POST" : "PUT",
          path: `${repoPath(repo)}/contents/${segments(commit.path)}`,
          body: {
            content: toBase64(commit.text),
            message: commit.message,
            ...(commit.from === null
              ? { branch: commit.branch }
              : { branch: commit.from, new_branch: commit.branch }),
            ...(commit.sha === null ? {} : { sha: commit.sha }),
          },
        },
        Nothing,
      ),
    ),

  deleteBranch: async (repo: string, branch: string): Promise<Result<null, ForgeFailure>> => {
    const path = `${repoPath(repo)}/branches/${segments(branch)}`;
    const answer = await send({ method: "DELETE", path }, Nothing);
    return answer.ok ? ok(null) : err(await unlessBranchMissing(send, repo, branch, answer.error));
  },
});

function toBase64(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

const fromBase64 = (text: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(text.replace(/\s/g, "")), (one) => one.charCodeAt(0)));
