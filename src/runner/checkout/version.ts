/** git >= 2.38 makes merges without a work tree. */
import type { Found } from "../../contract/machine.ts";
import { err, ok, type Result } from "../../core/result.ts";
import { git } from "./git.ts";

export const NEEDED_GIT: readonly [number, number] = [2, 38];

export async function checkGit(cwd: string): Promise<Result<string, Found>> {
  const answer = await git(["--version"], { cwd });
  const found = /(\d+)\.(\d+)(?:\.\d+)?/.exec(answer.stdout);
  if (answer.code !== 0 || found === null) {
    const fact = `the runner needs git ${NEEDED_GIT.join(".")} or newer, and could not start it: ${answer.stderr.trim()}`;
    return err({ fact, fix: "sudo apt-get install git" });
  }
  const [major, minor] = [Number(found[1]), Number(found[2])];
  if (major > NEEDED_GIT[0] || (major === NEEDED_GIT[0] && minor >= NEEDED_GIT[1])) return ok(found[0]);
  const fact = `this machine has git ${found[0]}, and to make merges for review the runner needs ${NEEDED_GIT.join(".")} or newer`;
  return err({ fact, fix: "sudo apt-get install git" });
}
