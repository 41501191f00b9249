/** Hooks that git runs besides what it is asked for. Nobody may set them up from here; those that are there are read like scripts. */

import { codeFile } from "./disk.ts";
import { settings } from "./git-alias.ts";
import { readGit } from "./git-call.ts";
import type { Call, Machine } from "./machine.ts";

const COMMIT = "pre-commit prepare-commit-msg commit-msg post-commit";
const HOOKS: Readonly<Record<string, string>> = {
  commit: COMMIT,
  merge: `pre-merge-commit ${COMMIT} post-merge`,
  pull: `pre-merge-commit ${COMMIT} post-merge pre-rebase post-rewrite`,
  rebase: `pre-rebase post-checkout post-rewrite ${COMMIT}`,
  "cherry-pick": COMMIT,
  revert: COMMIT,
  checkout: "post-checkout",
  switch: "post-checkout",
  worktree: "post-checkout",
  am: "applypatch-msg pre-applypatch post-applypatch",
  push: "pre-push",
};

export function gitHooks(call: Call, m: Machine): void {
  const { sub, argv, config } = readGit(call);
  const names =
    sub === "hook" && argv[0] === "run"
      ? [argv[1] ?? ""]
      : (Object.hasOwn(HOOKS, sub) ? (HOOKS[sub] ?? "") : "").split(" ");
  if (names[0] === "") return;
  const { root, cwd } = m.context;
  const top = root ?? cwd;
  const said = settings(m.read(`${top}/.git/config`, call.frame) ?? "").findLast(
    ([key]) => key === "core.hookspath",
  )?.[1];
  const given = config.findLast(([key]) => key === "core.hookspath")?.[1];
  const folder = given ?? said ?? ".git/hooks";
  const place = folder.startsWith("/") ? folder : `${top}/${folder}`;
  // What husky puts into its own folder starts the file beside that.
  const places = place.endsWith("/_") ? [place, place.slice(0, -2)] : [place];
  for (const one of places) for (const name of names) codeFile(`${one}/${name}`, "any", [], call.frame, m);
}
