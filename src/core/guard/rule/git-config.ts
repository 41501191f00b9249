/** Settings of git, kept with `git config` or given for one command: which of them the agent may not touch. */
import type { GitCall } from "../run/git-call.ts";
import type { Call } from "../run/machine.ts";
import { given, valuesOf } from "../run/options.ts";

/** Settings by which git runs programs, sends elsewhere, or skips its hooks. */
const RISKY =
  /^(?:core\.(?:hookspath|fsmonitor|sshcommand|gitproxy|askpass|worktree|attributesfile|excludesfile|editor|pager)|credential\..*|url\..*\.(?:push)?insteadof|http\..*(?:proxy|sslverify|sslcainfo|extraheader)|http\.(?:proxy|sslverify)|init\.templatedir|include\.path|includeif\..*|filter\..*|diff\.(?:external|.*\.(?:command|textconv))|merge\..*\.driver|safe\.directory|gpg\..*program|protocol\..*allow|remote\..*\.(?:url|pushurl|vcs|receivepack|uploadpack)|receive\..*|uploadpack\..*|alias\..*|sequence\.editor|interactive\.difffilter|push\.default|remote\.pushdefault|branch\..*\.(?:push)?remote|(?:difftool|mergetool|guitool|man|browser)\..*\.(?:cmd|path)|pager\..*|trailer\..*\.(?:cmd|command)|tar\..*\.command|sendemail\..*|web\.browser|maintenance\..*)$/;

export function configures(git: GitCall): string | null {
  const reads =
    given(
      git,
      "-l",
      "--list",
      "--get",
      "--get-all",
      "--get-regexp",
      "--get-urlmatch",
      "--show-origin",
      "--name-only",
      "--get-color",
      "--get-colorbool",
    ) || /^(?:list|get)$/.test(git.rest[0] ?? "");
  const writes =
    given(
      git,
      "--unset",
      "--unset-all",
      "--remove-section",
      "--rename-section",
      "--add",
      "--replace-all",
      "-e",
      "--edit",
    ) || /^(?:set|unset|edit|rename-section|remove-section)$/.test(git.rest[0] ?? "");
  const rest = /^(?:set|unset|get|list|edit)$/.test(git.rest[0] ?? "") ? git.rest.slice(1) : git.rest;
  if (reads || (!writes && rest.length < 2)) return null;
  if (given(git, "--global", "--system") || valuesOf(git, "-f", "--file").length > 0) return "git.config";
  const key = (rest[0] ?? "").toLowerCase();
  if (key === "core.hookspath") return "git.hooks";
  if (/^branch\..*remote$/.test(key) && /^(?:origin|\.)$/.test(rest[1] ?? "")) return null;
  const alias = key.startsWith("alias.");
  if (alias && !(rest[1] ?? "").startsWith("!")) return null;
  return RISKY.test(key) || given(git, "-e", "--edit") || git.rest[0] === "edit" ? "git.config" : null;
}

export function overrides(git: GitCall, call: Call): string | null {
  for (const [key, value] of git.config) {
    if (key === "core.hookspath") return "git.hooks";
    if (
      /^(?:url\..*insteadof|include\.path|includeif\..*|credential\..*|init\.templatedir|core\.worktree|protocol\.(?:ext\.)?allow|remote\..*\.(?:push)?url|remote\.pushdefault|branch\..*\.(?:push)?remote|http\.(?:.*\.)?(?:proxy|sslverify|extraheader))$/.test(
        key,
      ) &&
      value !== "" &&
      value !== "never"
    )
      return "git.config";
  }
  if (git.execPath !== null) return "git.config";
  const { env } = call.frame;
  for (const name of [
    "GIT_EXEC_PATH",
    "GIT_TEMPLATE_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_OBJECT_DIRECTORY",
  ]) {
    const value = env[name];
    if (value !== undefined && value !== "" && value !== "/dev/null") return "git.config";
  }
  return null;
}
