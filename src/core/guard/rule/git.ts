/** git: what loses commits or uncommitted work, rewrites what others have, or makes git run something unseen. */

import { own } from "../../own.ts";
import { zoneOf } from "../path/zone.ts";
import { type GitCall, readGit } from "../run/git-call.ts";
import type { Call } from "../run/machine.ts";
import { given, valuesOf } from "../run/options.ts";
import { deletion } from "./deletion.ts";
import { configures, overrides } from "./git-config.ts";
import { strange } from "./git-remote.ts";
import { OTHER_VCS } from "./other-vcs.ts";
import type { RuleFile } from "./rule.ts";

type Judge = (git: GitCall, call: Call) => string | null | false;

const PROTECTED = /^(?:refs\/heads\/)?(?:main|master|trunk|develop|production|prod|release(?:\/.*)?|stable)$/;
const FORCE = "git.force-push";

const SUBCOMMANDS: Readonly<Record<string, Judge>> = {
  reset: (git) => given(git, "--hard", "--merge", "--keep") && "git.discard",
  checkout: (git, call) => {
    if (given(git, "-f", "--force")) return "git.discard";
    if (git.rest.length > 0 && valuesOf(git, "-B").some((name) => PROTECTED.test(name)))
      return "git.delete-branch";
    const dashes = git.argv.indexOf("--");
    if (dashes >= 0 && dashes < git.argv.length - 1) return "git.discard";
    if (
      given(
        git,
        "-p",
        "--patch",
        "--ours",
        "--theirs",
        "-m",
        "--merge",
        "-b",
        "-B",
        "--orphan",
        "-t",
        "--track",
        "--detach",
      )
    )
      return null;
    if (given(git, "--pathspec-from-file")) return "git.discard";
    // `checkout .` and `checkout HEAD file` bring files back; `checkout branch` goes to a branch.
    return (
      (git.rest.some((arg) => /^(?:\.{1,2}|:\/|:\(.*|\*|.*\/)$/.test(arg) || arg.includes("\ufdd8")) ||
        git.rest.length > 1 ||
        isFile(git.rest[0] ?? "", call)) &&
      "git.discard"
    );
  },
  restore: (git) =>
    (!given(git, "-S", "--staged") || given(git, "-W", "--worktree")) &&
    (git.rest.length > 0 || given(git, "--pathspec-from-file")) &&
    "git.discard",
  switch: (git) =>
    given(git, "-f", "--force", "--discard-changes")
      ? "git.discard"
      : git.rest.length > 0 &&
        valuesOf(git, "-C", "--force-create").some((name) => PROTECTED.test(name)) &&
        "git.delete-branch",
  clean: (git) =>
    !given(git, "-n", "--dry-run") && given(git, "-f", "--force", "-i", "--interactive")
      ? "git.clean"
      : git.config.some(([k, v]) => k === "clean.requireforce" && v === "false") && "git.clean",
  stash: (git) => /^(?:drop|clear)$/.test(git.rest[0] ?? "") && "git.stash-drop",
  branch: (git) =>
    (git.flags.includes("-D") ||
      (given(git, "-d", "--delete") && given(git, "-f", "--force")) ||
      (given(git, "-f", "--force") && git.rest.length > 0 && !given(git, "-M", "-m", "--move", "-C"))) &&
    "git.delete-branch",
  tag: (git) => given(git, "-d", "--delete", "-f", "--force") && "git.delete-branch",
  "update-ref": (git) => (given(git, "-d", "--stdin") || git.rest.length > 0) && "git.rewrite-history",
  reflog: (git) => /^(?:expire|delete|drop)$/.test(git.rest[0] ?? "") && "git.rewrite-history",
  gc: (git) =>
    (git.flags.some((f) => f.startsWith("--prune")) || given(git, "--aggressive")) &&
    valuesOf(git, "--prune").some((v) => /^(?:now|all)$/.test(v)) &&
    "git.rewrite-history",
  prune: (git) => !given(git, "-n", "--dry-run") && "git.rewrite-history",
  "filter-branch": () => "git.rewrite-history",
  "filter-repo": (git) => !given(git, "--analyze", "--dry-run") && "git.rewrite-history",
  replace: (git) => git.rest.length > 0 && !given(git, "-l", "--list") && "git.rewrite-history",
  "symbolic-ref": (git) => (git.rest.length > 1 || given(git, "-d", "--delete")) && "git.rewrite-history",
  worktree: (git, call) =>
    (git.rest[0] === "add" && git.flags.includes("-B")
      ? "git.delete-branch"
      : git.rest[0] === "remove" && given(git, "-f", "--force")
        ? "git.discard"
        : git.rest[0] === "remove"
          ? git.rest
              .slice(1)
              .map((path) => deletion(path, call))
              .find((rule) => rule !== null)
          : null) ?? null,
  submodule: (git) => git.rest[0] === "deinit" && given(git, "-f", "--force", "--all") && "git.discard",
  rm: (git) =>
    !given(git, "--cached", "-n", "--dry-run") &&
    (given(git, "-f", "--force") || git.rest.some((path) => /^(?:\.|\*|:\/|\.\/|\ufdd8)$/.test(path))) &&
    git.rest.length > 0 &&
    "git.discard",
  clone: (git, call) => {
    return outside(git.rest[1], call) && "git.elsewhere";
  },
  fetch: movesBranch,
  pull: movesBranch,
  apply: (git) =>
    given(git, "-R", "--reverse") &&
    !given(git, "--check", "--stat", "--cached") &&
    git.rest.every((file) => file === "-" || file.startsWith("/dev/fd/")) &&
    "git.discard",
  push: pushes,
  "send-pack": pushes,
  "http-push": pushes,
  svn: (git) =>
    /^(?:dcommit|set-tree|commit-diff|branch|tag|reset|gc)$/.test(git.rest[0] ?? "") && "git.remote",
  p4: (git) => git.rest[0] === "submit" && "git.remote",
  cvsexportcommit: () => "git.remote",
  "send-email": (git) => !given(git, "--dry-run") && "network.exfiltrate",
  "imap-send": () => "network.exfiltrate",
  instaweb: (git) => git.rest[0] !== "stop" && "network.listen",
  maintenance: (git) => /^(?:start|register)$/.test(git.rest[0] ?? "") && "system.schedule",
  bundle: (git, call) => outside(git.rest[0] === "create" ? git.rest[1] : undefined, call),
  init: (git, call) =>
    valuesOf(git, "--template").length > 0 ? "git.config" : outside(git.rest[0], call) && "git.elsewhere",
  remote: (git) =>
    /^(?:set-url|remove|rm|rename|prune)$/.test(git.rest[0] ?? "") &&
    !given(git, "-n", "--dry-run") &&
    git.rest.length > 1
      ? "git.remote"
      : git.rest[0] === "add" && /^(?:ext|fd)::/.test(git.rest[2] ?? "") && "git.remote",
  config: configures,
  commit: (git) => (given(git, "--no-verify") || git.flags.includes("-n")) && "git.skip-hooks",
  merge: (git) => given(git, "--no-verify") && "git.skip-hooks",
  am: (git) => given(git, "--no-verify") && "git.skip-hooks",
  credential: (git) => /^(?:fill|approve|reject)$/.test(git.rest[0] ?? "") && "secret.read",
  "credential-store": () => "secret.read",
  "credential-cache": () => "secret.read",
  "credential-manager": () => "secret.read",
  daemon: () => "network.listen",
  "fast-import": (git) => given(git, "--force") && "git.rewrite-history",
  lfs: (git) => /^(?:prune)$/.test(git.rest[0] ?? "") && "git.rewrite-history",
  "read-tree": (git) => given(git, "--reset") && given(git, "-u") && "git.discard",
  "checkout-index": (git) => given(git, "-f", "--force") && "git.discard",
};

const outside = (path: string | undefined, call: Call): string | false =>
  path !== undefined &&
  call.frame.scope.cwd.some((cwd) => /^(?:outside|root)$/.test(zoneOf(path, cwd, call.place))) &&
  "filesystem.write-outside";

function isFile(word: string, call: Call): boolean {
  if (
    !/\.[a-z]{1,5}$|\//i.test(word) ||
    /^(?:origin|upstream|remotes?|refs|heads|tags|feature|feat|fix|bugfix|hotfix|release|chore|docs|dependabot|renovate|user|v\d)/i.test(
      word,
    )
  )
    return false;
  if (!/\//.test(word))
    return /\.(?:[cm]?[jt]sx?|py|rs|go|java|rb|c|h|cpp|md|json|ya?ml|toml|txt|lock|sh|css|html|sql|xml|env)$/i.test(
      word,
    );
  return call.frame.scope.cwd.some((cwd) => call.place.context.read?.(`${cwd}/${word}`) != null);
}

/** `fetch origin +main:feature` puts a local branch elsewhere, whatever it holds. */
function movesBranch(git: GitCall): string | false {
  const forced = given(git, "-f", "--force");
  return (
    git.rest
      .slice(1)
      .some((ref) => (forced || ref.startsWith("+")) && /:(?!refs\/(?:remotes|notes)\/)./.test(ref)) &&
    "git.delete-branch"
  );
}

function pushes(git: GitCall, call: Call): string | null {
  if (given(git, "-n", "--dry-run")) return null;
  if (given(git, "--no-verify")) return "git.skip-hooks";
  const refs = git.rest.slice(1);
  if (
    git.flags.includes("-f") ||
    git.flags.some((f) => f === "--force" || /^--forc?$|^--mirror$|^--mir/.test(f))
  )
    return FORCE;
  if (given(git, "-d", "--delete", "--prune") || refs.some((ref) => ref.startsWith("+") || /^:./.test(ref)))
    return FORCE;
  const leased = git.flags.some((f) => /^--force-(?:w|i)/.test(f));
  if (leased && (refs.some((ref) => PROTECTED.test(ref.split(":").at(-1) ?? "")) || refs.length === 0))
    return FORCE;
  const remote = valuesOf(git, "--repo")[0] ?? git.rest[0] ?? "";
  return strange(remote, call) ? "git.remote" : null;
}

/** Changing a repository that is not the agent's is refused like changing its files. */
function elsewhere(git: GitCall, call: Call): string | null {
  if (
    !/^(?:reset|checkout|switch|clean|commit|rebase|merge|rm|mv|stash|pull|cherry-pick|revert|apply|am|restore|branch|tag|init|gc|add)$/.test(
      git.sub,
    )
  )
    return null;
  for (const folder of git.folders) {
    for (const cwd of call.frame.scope.cwd) {
      const zone = zoneOf(folder, cwd, call.place);
      if (zone === "outside" || zone === "root" || zone === "computed") return "git.elsewhere";
    }
  }
  return null;
}

export const GIT: RuleFile = {
  class: "git",
  rules: {
    "git.discard": {
      decision: "ask",
      reason: "it throws away uncommitted work, which no command brings back",
      alternative: "Run git stash push -m wip first, or commit; git diff shows what would be lost.",
    },
    "git.clean": {
      decision: "ask",
      reason: "it deletes untracked files, which git cannot bring back",
      alternative: "Look with git clean -n, then delete by name what may go.",
    },
    "git.stash-drop": {
      decision: "ask",
      reason: "it deletes stashed work for good",
      alternative: "Leave the stash; git stash pop takes it back into the tree.",
    },
    "git.delete-branch": {
      decision: "ask",
      reason: "it deletes or moves a branch or tag without looking whether its commits are elsewhere",
      alternative: "git branch -d deletes a branch that is merged.",
    },
    "git.rewrite-history": {
      reason: "it rewrites or erases history, and with it the way back",
      alternative: "Make a new commit: git revert undoes one that is published.",
    },
    "git.force-push": {
      reason: "it overwrites or deletes what is on the remote",
      alternative:
        "Push new commits to your own branch; after a rebase, git push --force-with-lease origin <your branch>.",
    },
    "git.remote": {
      reason: "it sends to, or changes, a remote that the factory did not set",
      alternative: "Push to origin, or leave the commits: the runner pushes them.",
    },
    "git.hooks": {
      reason: "it replaces or switches off git's hooks",
      alternative: "Let the hooks run, and fix what they complain about.",
    },
    "git.skip-hooks": {
      decision: "ask",
      reason: "it skips the checks that run before a commit or push",
      alternative: "Run it without --no-verify, and fix what the hook complains about.",
    },
    "git.config": {
      reason: "it changes how git works beyond this checkout, or makes git run a program",
      alternative:
        "Set what you need for one command with git -c name=value, or in the checkout with git config user.name.",
    },
    "git.elsewhere": {
      reason: "it changes a repository that is not the agent's checkout",
      alternative: "Work in the checkout; clone another repository below /tmp if you need one.",
    },
  },
  checks: [
    {
      programs: "git hub",
      find: (call) => {
        const git = readGit(call);
        const known = own(SUBCOMMANDS, git.sub);
        return overrides(git, call) ?? elsewhere(git, call) ?? (known?.(git, call) || null);
      },
    },
    {
      // What switches off the usual managers of hooks for one command.
      programs: "git",
      find: ({ argv, frame: { env } }) =>
        argv.some((arg) => /^(?:commit|push|merge|rebase|am|cherry-pick)$/.test(arg)) &&
        (/^(?:0|false)$/.test(env.HUSKY ?? env.LEFTHOOK ?? "") ||
          env.HUSKY_SKIP_HOOKS === "1" ||
          (env.SKIP ?? "") !== "") &&
        "git.skip-hooks",
    },
    {
      programs: "git-filter-repo bfg",
      find: () => "git.rewrite-history",
    },
    ...OTHER_VCS,
    {
      programs: "pre-commit husky lefthook",
      find: (call) => /^(?:uninstall|uninit)$/.test(call.argv[0] ?? "") && "git.hooks",
    },
  ],
};
