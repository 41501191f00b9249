/** Tips of branches in a mirror, in one git process. */
import { gitText } from "./git.ts";

/** Branch names as the contract sends them; whatever could be an option or leave refs/heads is refused. */
export function isBranchName(name: string): boolean {
  return (
    /^[A-Za-z0-9_][\w./+@=-]{0,200}$/.test(name) && !/\.\.|\/\/|@\{|\.lock(?:\/|$)|\/\.|\.$|\/$/.test(name)
  );
}

const CHECKPOINTS = "refs/adf/checkpoints/";

export const isCheckpointRef = (ref: string): boolean =>
  ref.startsWith(CHECKPOINTS) && isBranchName(ref.slice(CHECKPOINTS.length));

export async function readTips(mirrorDir: string, branches: readonly string[]): Promise<Map<string, string>> {
  const refs = branches.map((name) => `refs/heads/${name}`);
  const text = await gitText(["for-each-ref", "--format=%(objectname) %(refname)", ...refs], {
    cwd: mirrorDir,
  });
  const tips = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [sha = "", ref = ""] = line.split(" ");
    // A pattern also matches the names below it: asked for `a`, git tells of `a/b`.
    const name = ref.slice("refs/heads/".length);
    if (branches.includes(name)) tips.set(name, sha);
  }
  return tips;
}
