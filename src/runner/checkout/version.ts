/** git >= 2.38 makes merges without a work tree. */
import { err, ok, type Result } from "../../core/result.ts";
import { git } from "./git.ts";

export const NEEDED_GIT: readonly [number, number] = [2, 38];

export async function checkGit(cwd: string): Promise<Result<string, string>> {
  const answer = await git(["--version"], { cwd });
  const found = /(\d+)\.(\d+)(?:\.\d+)?/.exec(answer.stdout);
  if (answer.code !== 0 || found === null) {
    return err(
      `The runner needs git, and could not start it: ${answer.stderr.trim()}. Install git >= ${NEEDED_GIT.join(".")}.`,
    );
  }
  const [major, minor] = [Number(found[1]), Number(found[2])];
  if (major > NEEDED_GIT[0] || (major === NEEDED_GIT[0] && minor >= NEEDED_GIT[1])) return ok(found[0]);
  return err(
    `This machine has git ${found[0]}; the runner needs git >= ${NEEDED_GIT.join(".")} to make merges for review. Upgrade git.`,
  );
}
