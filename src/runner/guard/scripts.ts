/**
 * The two small programs that ask the guard for those who cannot post by themselves: the forwarder of a command hook, and
 * the shim that stands in front of destructive programs on the agent's PATH. Both are bash, which starts in a few
 * milliseconds and speaks TCP; both refuse whenever they get no clear answer.
 */

/** Programs that destroy, and those that reach what cannot be taken back. Found on the PATH by their real place. */
export const SHIMMED = [
  ...[
    "rm",
    "rmdir",
    "unlink",
    "shred",
    "truncate",
    "dd",
    "find",
    "mv",
    "chmod",
    "chown",
    "chgrp",
    "rsync",
    "wipefs",
  ],
  ...[
    "git",
    "sudo",
    "su",
    "doas",
    "shutdown",
    "reboot",
    "poweroff",
    "halt",
    "systemctl",
    "service",
    "crontab",
    "at",
  ],
  ...["kill", "killall", "pkill", "mount", "umount", "useradd", "userdel", "passwd", "iptables", "nft"],
  ...["psql", "mysql", "mariadb", "sqlite3", "mongosh", "mongo", "redis-cli"],
  ...["docker", "podman", "kubectl", "helm", "terraform", "tofu", "pulumi", "ansible", "aws", "gcloud", "az"],
  ...["gh", "glab", "tea", "ssh", "scp", "nc", "ncat", "socat", "npm", "pnpm", "yarn", "cargo", "twine"],
] as const;

/**
 * Not in front of a CLI with a hook: such CLIs call git for themselves, with settings that nobody else may use, and what
 * their agents ask of git the hook has judged.
 */
export const ONLY_WITHOUT_HOOK: ReadonlySet<string> = new Set(["git"]);

/** For each part of an answer. Three of them are far less than a CLI waits for its hook, and then it would take silence for a yes. */
const PATIENCE_SECS = 5;

/**
 * Privileged: what the caller exports is not obeyed. Else a function of the name of a builtin answers in the guard's place,
 * and a file that BASH_ENV names, with `rm` in it, is read by the shim of `rm`, which calls that shim, without end.
 */
const bashScript = (bash: string): string => `#!${bash} -p`;

/** bash: a question in $body to the path in $1; the words of the answer in $said, its status in $status. */
const ASK = `# An answer that comes before the whole question was heard must not end this by a signal: some would take that for a yes.
trap '' PIPE
ask() {
  status="" said="" line=""
  { exec 3<>"/dev/tcp/127.0.0.1/\${ADF_GUARD%%/*}"; } 2>/dev/null || return 1
  printf 'POST /%s/%s HTTP/1.0\\r\\nContent-Length: %d\\r\\n\\r\\n%s' "$1" "\${ADF_GUARD#*/}" "\${#body}" "$body" >&3 || return 1
  IFS=' ' read -r -t ${PATIENCE_SECS} _ status _ <&3 || return 1
  while IFS= read -r -t ${PATIENCE_SECS} line <&3 && [[ $line != $'\\r' && -n $line ]]; do :; done
  IFS= read -r -d '' -t ${PATIENCE_SECS} said <&3
  exec 3>&-
  [[ $status == 200 || $status == 403 ]]
}
`;

/** The CLIs that run it take exit status 2 with words on stderr for a refusal, and nearly everything else for a yes. */
export const FORWARDER = (bash: string): string => `${bashScript(bash)}
# Asks the guard whether a tool may run. Exit status 0 is yes, 2 is no; there is no third.
LC_ALL=C
ADF_GUARD=$1
trap 'exit 2' EXIT
${ASK}IFS= read -r -d '' body
if ! ask tool; then echo "The guard does not answer, so no tool may run." >&2; exit 2; fi
if [[ $status == 200 ]]; then trap - EXIT; exit 0; fi
printf '%s\\n' "\${said:-Refused by the guard.}" >&2
exit 2
`;

export const SHIM = (bash: string): string => `${bashScript(bash)}
# Stands in front of a program of the same name and asks the guard first.
name=\${0##*/}
own=\${BASH_SOURCE[0]%/*}
program=""
IFS=: read -r -a places <<<"$PATH"
for place in "\${places[@]}"; do
  [[ "$place" -ef "$own" ]] && continue
  if [[ -f "$place/$name" && -x "$place/$name" ]]; then program="$place/$name"; break; fi
done
if [[ -z $program ]]; then echo "$name: command not found" >&2; exit 127; fi
if [[ -z $ADF_GUARD ]]; then echo "$name: the guard's address is missing, so it may not run" >&2; exit 126; fi
${ASK}# Before the folder: the name of a folder may have lines, these words have one.
words=$(printf '%q ' "$name" "$@")
size() { local LC_ALL=C; body="$words"$'\\n'"$PWD"; ask argv; }
if ! size; then echo "$name: the guard does not answer, so it may not run" >&2; exit 126; fi
if [[ $status == 200 ]]; then trap - PIPE; exec "$program" "$@"; fi
printf '%s: %s\\n' "$name" "\${said:-refused by the guard}" >&2
exit 126
`;
