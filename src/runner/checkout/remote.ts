/** The git gate of one job: its address and how the runner shows who it is. */
import type { JobOffer } from "../../contract/runner.ts";
import type { GitAnswer } from "./git.ts";

export interface GitRemote {
  readonly url: string;
  readonly config: readonly (readonly [string, string])[];
  /** The same credential, for the gate's one call that is not git's. */
  readonly authorization: string;
}

export function gitRemote(workerUrl: string, credential: string, offer: JobOffer): GitRemote {
  const url = new URL(offer.checkout.git_path, `${workerUrl}/`);
  const origin = new URL(workerUrl).origin;
  if (url.origin !== origin) {
    throw new Error(`the job's git path leads to ${url.origin}, and the credential is for ${origin} only`);
  }
  const basic = Buffer.from(`runner:${credential}`).toString("base64");
  const authorization = `Basic ${basic}`;
  return {
    url: url.href,
    config: [[`http.${origin}/.extraHeader`, `Authorization: ${authorization}`]],
    authorization,
  };
}

/** `damaged`: the mirror is at fault, not the remote. */
export type RemoteProblem = "lost" | "unauthorized" | "refused" | "unreachable" | "damaged";

const DAMAGE =
  /not a git repository|bad object|corrupt|is empty|unable to read|index-pack failed|missing (?:blob|tree|commit)|bad (?:tree|config)|broken|not a valid object|failed to read object|did not send all necessary objects/i;

export const isDamage = (words: string): boolean => DAMAGE.test(words);

/** What git says of the gate's answer. Git prints the status of a failed request, and that is all there is. */
export function problemOf(answer: GitAnswer): RemoteProblem {
  const status = Number(
    /returned error: (\d{3})|HTTP (\d{3})/.exec(answer.stderr)?.slice(1).find(Boolean) ?? 0,
  );
  if (status === 410) return "lost";
  if (status === 401 || /Authentication failed|could not read Username/.test(answer.stderr))
    return "unauthorized";
  if ((status >= 400 && status < 500 && status !== 429) || /\[(remote )?rejected\]/.test(answer.stderr))
    return "refused";
  return isDamage(answer.stderr) ? "damaged" : "unreachable";
}
