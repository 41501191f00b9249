/** A git command line taken apart: global options, subcommand (through aliases of the line), its options. */
import { own } from "../../own.ts";
import type { Call } from "./machine.ts";
import { type Options, readArguments } from "./options.ts";

export interface GitCall extends Options {
  readonly sub: string;
  readonly argv: readonly string[];
  /** Settings given with `-c` and by `GIT_CONFIG_*`. */
  readonly config: ReadonlyArray<readonly [string, string]>;
  /** Where it works when `-C`, `--git-dir` or `--work-tree` say so. */
  readonly folders: readonly string[];
  readonly execPath: string | null;
}

const VALUED: Readonly<Record<string, string>> = {
  commit: "-m -F -C -c -t --message --file --author --date --template --fixup --squash --cleanup --trailer",
  tag: "-m -F -u --message --file --local-user",
  log: "--output -n -S -G -L --grep --author --since --until --format --pretty",
  shortlog: "",
  merge: "-m -s -X -F --message --strategy --strategy-option",
  rebase: "-s -X -x --exec --onto --strategy --strategy-option",
  push: "-o --push-option --repo --receive-pack --exec",
  fetch: "-o --upload-pack --depth --refmap -j",
  pull: "-s -X --upload-pack --depth",
  clone: "-b -o -u -c -j --branch --origin --upload-pack --template --depth --config --reference --filter",
  checkout: "-b -B --orphan --conflict",
  switch: "-c -C --create --force-create --orphan",
  branch: "-u --set-upstream-to --contains --sort --format --points-at",
  stash: "-m --message",
  notes: "-m -F -C -c",
  clean: "-e --exclude",
  grep: "-O -e -f -A -B -C -m --max-depth --threads",
  instaweb: "-d -b -p --httpd --browser --port",
  config: "-f --file --blob --type --default --get --get-all --get-regexp",
  restore: "-s --source",
  worktree: "-b -B --reason",
  difftool: "-t -x --tool --extcmd",
  "filter-branch":
    "--tree-filter --index-filter --msg-filter --env-filter --commit-filter --tag-name-filter --parent-filter --subdirectory-filter -d --original --setup",
  reset: "--pathspec-from-file",
  reflog: "--expire --expire-unreachable",
  diff: "--output -S -G",
  init: "-b --initial-branch --template --separate-git-dir",
  "format-patch": "-o --output-directory",
  archive: "-o --output --format --prefix --remote --exec",
  submodule: "-b --branch --reference --depth --name",
};

const cache = new WeakMap<Call, GitCall>();

export function readGit(call: Call): GitCall {
  const before = cache.get(call);
  if (before !== undefined) return before;
  const made = readGitOnce(call);
  cache.set(call, made);
  return made;
}

function readGitOnce(call: Call): GitCall {
  const config: Array<readonly [string, string]> = [...fromEnvironment(call.frame.env)];
  const folders: string[] = [];
  let execPath: string | null = null;
  let at = 0;
  for (;;) {
    const [arg = "", next = ""] = [call.argv[at], call.argv[at + 1]];
    if (!arg.startsWith("-")) break;
    const [flag = "", ...glued] = arg.split("=");
    const value = arg.includes("=") ? glued.join("=") : next;
    const takes =
      /^(?:-c|-C|--git-dir|--work-tree|--namespace|--super-prefix|--config-env|--attr-source)$/.test(flag);
    if (arg === "-c" || flag === "--config-env") config.push(pair(flag === "--config-env" ? value : next));
    if (arg === "-C" || flag === "--git-dir" || flag === "--work-tree")
      folders.push(arg === "-C" ? next : value);
    if (flag === "--exec-path" && arg.includes("=")) execPath = value;
    at += takes && !arg.includes("=") ? 2 : 1;
  }
  for (const name of ["GIT_DIR", "GIT_WORK_TREE"]) {
    const folder = call.frame.env[name];
    if (folder !== undefined) folders.push(folder);
  }
  const [sub = "", ...rest] = call.argv.slice(at);
  return { sub, argv: rest, config, folders, execPath, ...readArguments(rest, own(VALUED, sub) ?? "") };
}

const pair = (text: string): readonly [string, string] => {
  const at = text.indexOf("=");
  return at < 0 ? [text.toLowerCase(), "true"] : [text.slice(0, at).toLowerCase(), text.slice(at + 1)];
};

function fromEnvironment(env: Readonly<Record<string, string>>): ReadonlyArray<readonly [string, string]> {
  const made = Object.entries(env)
    .filter(([name]) => /^GIT_CONFIG_KEY_\d+$/.test(name))
    .map(([name, key]) => [key.toLowerCase(), env[name.replace("KEY", "VALUE")] ?? ""] as const);
  const parameters = [...(env.GIT_CONFIG_PARAMETERS ?? "").matchAll(/'([^']*)'(?:='([^']*)')?/g)];
  return [
    ...made,
    ...parameters.map(([, key = "", value]) =>
      value === undefined ? pair(key) : ([key.toLowerCase(), value] as const),
    ),
  ];
}
