/**
 * Removes what an agent made, whatever it made of it: millions of files, folders deeper than any path is long, folders without
 * permissions. By a process of its own: the runner renews its leases meanwhile, and `rm` knows no depth.
 */
import { spawn } from "node:child_process";
import { lstatSync, rmSync } from "node:fs";

/** Rejects with the words of `rm` when something of it stays. No link is followed. */
export async function removeTree(path: string): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) return rmSync(path, { force: true });
  if ((await run("rm", ["-rf", "--", path])) === null) return;
  // An agent can take the permissions of its own folders away; the runner gives them back and tries again.
  await run("chmod", ["-R", "u+rwx", "--", path]);
  const problem = await run("rm", ["-rf", "--", path]);
  if (problem !== null) throw new Error(problem);
}

/** Null when it ended well; else the beginning of what it said. */
function run(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      if (said.length < 300) said += chunk.toString("utf8");
    });
    child.once("error", (cause) => resolve(cause.message));
    child.once("close", (code) => {
      const [line = ""] = said.split("\n");
      resolve(code === 0 ? null : line === "" ? `${program} ended with ${code}` : line.slice(0, 300));
    });
  });
}
