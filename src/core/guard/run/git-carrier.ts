/** Commands that git runs for its caller: aliases, settings that name programs, `bisect run`, `rebase --exec`, … */
import { fork } from "../shell/scope.ts";
import { runText } from "./builtin.ts";
import { aliasesOnDisk, wordsOf } from "./git-alias.ts";
import { type GitCall, readGit } from "./git-call.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";

/** Settings whose value git hands to a shell. */
export const RUNS =
  /^(?:core\.(?:pager|editor|sshcommand|fsmonitor|askpass|gitproxy|alternaterefscommand)|sequence\.editor|pager\..+|diff\.external|diff\..+\.(?:command|textconv)|(?:difftool|mergetool|guitool|man|browser)\..+\.cmd|merge\..+\.driver|filter\..+\.(?:clean|smudge|process)|interactive\.difffilter|gpg\.(?:.+\.)?program|credential\.(?:.+\.)?helper|uploadpack\.packobjectshook|trailer\..+\.(?:cmd|command)|web\.browser|sendemail\.\w*cmd|ssh\.variant|tar\..+\.command|(?:difftool|mergetool|browser|man)\..+\.path|sendemail\.smtpserver|remote\..+\.(?:uploadpack|receivepack|vcs))$/;
export function gitCarried(call: Call, m: Machine): string | undefined {
  const git = readGit(call);
  const run = (line: string) => runText(line, deeper(call.frame, { scope: fork(call.frame.scope) }), m);
  for (const [key, value] of git.config) {
    if (!RUNS.test(key) || value === "" || value === "true" || value === "false") continue;
    if (key.includes("helper") && !value.startsWith("!")) continue;
    run(value.replace(/^!/, ""));
  }
  const given = git.config.findLast(([key]) => key === `alias.${git.sub.toLowerCase()}`)?.[1];
  const aliases = given !== undefined ? [given] : PLAIN.has(git.sub) ? [] : aliasesOnDisk(git, call.frame, m);
  const before = call.argv.slice(0, call.argv.length - git.argv.length - 1);
  for (const alias of aliases) {
    if (alias.startsWith("!")) run(`${alias.slice(1)} ${git.argv.join(" ")}`);
    else m.argv([call.name, ...before, ...wordsOf(alias), ...git.argv], deeper(call.frame));
  }
  if (aliases.length > 0) return undefined;
  subcommands(git, call, m, run);
  return undefined;
}

/** Of these names git takes no alias. */
const PLAIN = new Set(
  "add am apply archive bisect blame branch cat-file check-ignore checkout cherry-pick clean clone commit config describe diff fetch for-each-ref fsck gc grep init log ls-files ls-remote ls-tree merge merge-base mv notes pull push rebase reflog remote reset restore rev-list rev-parse revert rm shortlog show show-ref sparse-checkout stash status submodule switch symbolic-ref tag update-index update-ref version worktree write-tree".split(
    " ",
  ),
);

function subcommands(git: GitCall, call: Call, m: Machine, run: (line: string) => string): void {
  const { sub, argv } = git;
  if (sub === "config") {
    const at = argv.findIndex((arg) => arg.startsWith("alias."));
    const value = at < 0 ? "" : (argv[at + 1] ?? "");
    if (value !== "" && !value.startsWith("!")) m.argv([call.name, ...wordsOf(value)], deeper(call.frame));
  }
  if (sub === "remote" && argv[0] === "add")
    call.frame.scope.remotes.add(readArguments(argv.slice(1), "-t -m").rest[0] ?? "");
  const files = valuesOf(git, "--output", ...(/^(?:archive|format-patch)$/.test(sub) ? ["-o"] : []));
  for (const path of files) m.open(path, "write", call.frame);
  if (sub === "bisect" && argv[0] === "run") m.argv(argv.slice(1), deeper(call.frame));
  if (sub === "rebase") for (const line of valuesOf(git, "-x", "--exec")) run(line);
  if (sub === "difftool") for (const line of valuesOf(git, "-x", "--extcmd")) run(line);
  if (sub === "submodule") {
    const at = argv.indexOf("foreach");
    if (at >= 0)
      run(
        argv
          .slice(at + 1)
          .filter((arg) => arg !== "--recursive" && arg !== "-q")
          .join(" "),
      );
  }
  if (sub === "filter-branch") for (const line of [...git.values.values()].flat()) run(line);
  for (const line of [
    ...valuesOf(git, "--upload-pack"),
    ...valuesOf(git, "--receive-pack"),
    ...(sub === "clone" ? valuesOf(git, "-u") : []),
  ])
    run(line);
  if (sub === "clone")
    for (const setting of valuesOf(git, "-c", "--config")) {
      const [key = "", value = ""] = setting.split("=");
      if (RUNS.test(key.toLowerCase())) run(value.replace(/^!/, ""));
    }
  const called = [
    ...(sub === "grep" ? valuesOf(git, "-O", "--open-files-in-pager") : []),
    ...(sub === "instaweb" ? valuesOf(git, "--httpd", "-d") : []),
    ...(sub === "send-email" ? valuesOf(git, "--sendmail-cmd", "--to-cmd", "--cc-cmd", "--header-cmd") : []),
    ...(/^(?:fetch-pack|send-pack|archive|upload-archive)$/.test(sub) ? valuesOf(git, "--exec") : []),
  ];
  for (const line of called) run(line);
  for (const arg of argv)
    if (/^(?:ext|fd)::/.test(arg)) run(arg.replace(/^\w+::/, "").replaceAll("%S", "git-upload-pack"));
}
