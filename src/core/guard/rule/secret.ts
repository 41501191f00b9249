/** Secrets: files that hold keys, the environment of processes, password stores. */
import { isBelow, nameOf, normalise } from "../path/normal.ts";
import { isCredential, isSecret, seeksSecrets } from "../path/secret.ts";
import { WHOLE as ENVIRONMENT } from "../run/builtin.ts";
import type { Call, Machine } from "../run/machine.ts";
import { readArguments } from "../run/options.ts";
import { ENV, hasGlob, NAME, STAR, TOKEN } from "../value.ts";
import type { RuleFile } from "./rule.ts";
import { TOLD } from "./told.ts";

const READ = "secret.read";

/** Programs that show, copy or send what stands in the files they are given. */
const READERS = new Set(
  "cat tac less more most head tail nl bat batcat view vim vi nvim nano emacs code pico ed grep egrep fgrep zgrep rg ag ack awk gawk mawk sed gsed cut sort uniq paste join comm diff sdiff colordiff delta cmp strings od xxd hexdump hd base64 base32 basenc gzip bzip2 xz zstd zip tar 7z cp mv ln install scp rsync dd tee jq yq column fold fmt pr rev split csplit iconv openssl gpg age xclip pbcopy curl wget nc ncat source . dos2unix expand shuf look perl python node ruby php glow mdcat sponge pandoc aws gsutil rclone bcat ccat zcat uuencode qrencode envsubst git hexyl pg xmllint toilet cowsay s3cmd gist croc sqlite3".split(
    " ",
  ),
);
/** Options whose value is a pattern or a text, never a file. */
const PATTERN_FIRST =
  /^(?:grep|egrep|fgrep|zgrep|rg|ag|ack|awk|gawk|mawk|sed|gsed|jq|yq|perl|python|node|ruby|php)$/;
function reads(call: Call, m: Machine): string | null {
  if (!READERS.has(call.name)) return null;
  if (call.name === "git" && !/^(?:add|hash-object|diff|show|stash)$/.test(call.argv[0] ?? "")) return null;
  if (call.name === "git")
    return call.argv[0] === "hash-object" || (call.argv[0] === "diff" && call.argv.includes("--no-index"))
      ? files(call, m, call.argv.slice(1))
      : null;
  // An edit in place shows nothing.
  if (/^g?sed$/.test(call.name) && call.argv.some((arg) => /^-[a-zA-Z]*i|^--in-place/.test(arg))) return null;
  const target = /^(?:cp|mv|install|ln|scp|rsync)$/.test(call.name);
  const read = readArguments(
    call.argv,
    PATTERN_FIRST.test(call.name)
      ? "-e -m -A -B -C --include --exclude --regexp --glob -g -t --exclude-dir -c"
      : "",
  );
  const operands = target
    ? read.rest.slice(0, -1)
    : PATTERN_FIRST.test(call.name) && !read.values.has("-e") && !call.argv.includes("-f")
      ? read.rest.slice(1)
      : call.name === "openssl"
        ? call.argv.filter(
            (arg, i) => !arg.startsWith("-") && !/^-(?:out|keyout)$/.test(call.argv[i - 1] ?? ""),
          )
        : read.rest;
  const glued = call.argv.flatMap((arg) => /^(?:if=|(?:[\w-]+=)?[@<])([^@<=].*)$/.exec(arg)?.[1] ?? []);
  const fileOptions = [...read.values]
    .filter(([flag]) =>
      /^(?:-f|-T|-K|--file|--upload-file|--files-from|--config|-in|--rawfile|--slurpfile|--arg-file)$/.test(
        flag,
      ),
    )
    .flatMap(([, v]) => v);
  const hungry = /^(?:curl|wget)$/.test(call.name)
    ? [
        ...call.argv.filter((_, i) => /^(?:-T|--upload-file|--post-file|-K)$/.test(call.argv[i - 1] ?? "")),
        ...call.argv
          .filter((arg) => /^file:/i.test(arg))
          .map((arg) => arg.replace(/^file:(?:\/\/[^/]*)?/i, "")),
      ]
    : operands;
  return files(call, m, [...hungry, ...glued, ...fileOptions]) ?? recursive(call, read.flags, operands);
}

function files(call: Call, m: Machine, paths: readonly string[]): string | null {
  // Loading variables shows nobody what they hold.
  if (/^(?:source|\.)$/.test(call.name) && /(?:^|\/)\.env[\w.]*$/.test(paths[0] ?? "")) return null;
  if (
    call.name === "cp" &&
    paths.length === 1 &&
    /\.env(?:\.\w+)?$/.test(paths[0] ?? "") &&
    /(?:^|\/)\.env[.\w-]*$/.test(call.argv.at(-1) ?? "") &&
    !/^[/~]/.test(call.argv.at(-1) ?? "")
  )
    return null;
  for (const path of paths) {
    if (path === "" || path.startsWith(ENV) || path.length > 4_096) continue;
    // Each file of a whole home, as find names them.
    if (WHOLE.test(path) || path === `${m.context.home}/${NAME}` || path === `${m.context.home}/${STAR}`)
      return READ;
    if (hasGlob(path) && elsewhere(path, call) && (seeksSecrets(nameOf(path)) || nameOf(path) === `.${STAR}`))
      return READ;
    const before = m.objections.length;
    m.open(path, "read", call.frame);
    if (m.objections.length > before) {
      m.objections.length = before;
      return READ;
    }
  }
  return null;
}

/** Everything below `/` or all homes, as find names it. */
const WHOLE = /^(?:\/(?:home|root|Users|etc)?|~)\/?[\ufdd2\ufdd8]$/;

const elsewhere = (path: string, call: Call): boolean =>
  call.frame.scope.cwd.every((cwd) => {
    const full = normalise(path, cwd);
    return (
      full.startsWith("/") &&
      !(call.place.root !== null && isBelow(full, call.place.root)) &&
      !/^\/(?:usr|opt|tmp|var\/tmp|dev)\//.test(full)
    );
  });

/** Programs that look at the name of a file, or need the key to log in with it. */
const USERS = new Set(
  "ls stat test [ chmod chown touch du ssh sftp mosh ssh-add ssh-keygen realpath readlink basename dirname echo printf mkdir rm rmdir mv cp cat kubectl helm oc aws gcloud az gsutil psql mysql mysqldump pg_dump terraform tofu ansible ansible-playbook cd pushd export declare local readonly typeset env alias unset find fd tree exa eza lsd git gh md5sum sha256sum curl".split(
    " ",
  ),
);

/** Whatever program it is: somebody else's key is none of its arguments. */
function handed(call: Call, m: Machine): string | null {
  if (USERS.has(call.name)) return null;
  for (const arg of call.argv) {
    if (!/[/~]/.test(arg) || arg.length > 1_000) continue;
    for (const part of arg.split(/[=:,@]/)) {
      const path = part.startsWith("~/") ? `${m.context.home}${part.slice(1)}` : part;
      if (!path.startsWith("/") || !elsewhere(path, call) || path.endsWith(".pub")) continue;
      if (isSecret(normalise(path, "/"), m.context.home)) return READ;
    }
  }
  return null;
}

/** A search through a whole home reads every key in it. */
function recursive(call: Call, flags: readonly string[], operands: readonly string[]): string | null {
  const deep =
    /^(?:rg|ag|ack|tar|zip|rsync|7z)$/.test(call.name) ||
    flags.some((f) => /^-[rRa]$|^--recursive$|^--archive$/.test(f));
  if (!deep) return null;
  const home = call.place.context.home;
  return operands.some(
    (path) =>
      path === home ||
      path === `${home}/` ||
      /^\/\.config\/?$/.test(path.startsWith(home) ? path.slice(home.length) : "") ||
      path === "/" ||
      path === "/home" ||
      path === "/root" ||
      path === `${home}/${STAR}` ||
      path === `/proc`,
  )
    ? READ
    : null;
}

export const SECRET: RuleFile = {
  class: "secret",
  rules: {
    "secret.read": {
      reason: "it reads or hands on keys, tokens or passwords",
      alternative:
        "Use names, not values: .env.example shows which variables there are, and ssh-keygen -lf shows which key it is.",
    },
    "secret.environment": {
      reason: "it shows the environment of processes, which holds their credentials",
      alternative: 'Ask for the one variable you need by name, as in echo "$NODE_ENV".',
    },
  },
  checks: [
    { programs: "*", find: (call, m) => reads(call, m) ?? handed(call, m) },
    ...TOLD,
    {
      programs: "ps",
      find: ({ argv }) =>
        argv.some(
          (arg, i) =>
            arg === "-E" ||
            (/^(?=[a-zA-Z]*$)[a-zA-Z]*e/.test(arg) &&
              /^(?=.*[awux])|^e$/.test(arg) &&
              !/^-[oCUu]$/.test(argv[i - 1] ?? "")),
        ) && "secret.environment",
    },
    {
      programs: "printenv",
      find: ({ argv }) => argv.some(isCredential) && "secret.environment",
    },
    {
      // Out of a whole environment just those: `env | grep TOKEN`.
      programs: "grep egrep fgrep rg ag awk gawk sed",
      find: ({ argv, frame }) =>
        frame.stdin?.includes(ENVIRONMENT.trim()) === true &&
        !argv.some((arg) => /^-[a-zA-Z]*[vcq]|^--(?:invert-match|count|quiet|silent)$/.test(arg)) &&
        argv.some((arg) => !/^-./.test(arg) && /token|secret|passw|credential|key\b/i.test(arg)) &&
        "secret.environment",
    },
    {
      // A here document or string that holds one, and a program that shows it.
      programs: "cat tac nl tee rev base64 base32 xxd od hexdump head tail tr cut fold grep sed awk",
      find: ({ frame }) =>
        frame.stdin?.includes(TOKEN) === true &&
        !frame.stdin.includes(ENVIRONMENT.trim()) &&
        "secret.environment",
    },
    {
      programs: "declare typeset export readonly",
      find: ({ argv }) => argv.includes("-p") && argv.some(isCredential) && "secret.environment",
    },
    {
      programs: "jq gojq jaq",
      find: ({ argv }) =>
        argv.some((arg) =>
          [...arg.matchAll(/(?:\$ENV|\benv)\.(\w+)/g)].some(([, name = ""]) => isCredential(name)),
        ) && "secret.environment",
    },
    {
      programs: "netlify",
      find: ({ argv }) =>
        (argv[0] === "env:get" ||
          (argv[0] === "env:list" && argv.some((arg) => /^--(?:plain|json)$/.test(arg)))) &&
        READ,
    },
    {
      programs: "echo printf",
      find: ({ argv }) => argv.some((arg) => arg.includes(TOKEN)) && "secret.environment",
    },
    {
      programs: "security",
      find: ({ argv }) =>
        /^(?:find-(?:generic|internet)-password|dump-keychain|export|delete-|find-key|unlock-keychain)/.test(
          argv[0] ?? "",
        ) && READ,
    },
    {
      programs: "secret-tool kwallet-query keyctl",
      find: ({ argv }) =>
        /^(?:lookup|search|-r|print|pipe|read|clear|--read-password)$/.test(argv[0] ?? "") && READ,
    },
    {
      programs: "pass gopass lpass bw op keepassxc-cli",
      find: ({ argv }) =>
        argv.length > 0 &&
        !/^(?:ls|list|--version|version|help|--help|status|generate|run|whoami)$/.test(argv[0] ?? "") &&
        READ,
    },
    {
      programs: "keyring ansible-vault sops",
      find: ({ argv, name }) =>
        (name === "keyring"
          ? argv[0] === "get"
          : name === "ansible-vault"
            ? /^(?:view|decrypt|edit|rekey)$/.test(argv[0] ?? "")
            : argv.some((arg) => /^(?:-d|--decrypt|decrypt|exec-env|exec-file|edit|-i)$/.test(arg))) && READ,
    },
    {
      programs: "aws",
      find: ({ argv }) =>
        argv[0] === "configure" && argv[1] === "get" && /secret|token/.test(argv[2] ?? "") && READ,
    },
    {
      programs: "gpg gpg2",
      find: ({ argv }) =>
        argv.some((arg) =>
          /^--(?:export-secret-\w+|export-ownertrust|delete-secret\S*|delete-keys?)$/.test(arg),
        ) && READ,
    },
    {
      programs: "ssh-keygen",
      find: ({ argv }) => {
        const f = argv[argv.indexOf("-f") + 1] ?? "";
        return argv.includes("-y") || argv.includes("-p")
          ? /ssh/.test(f) || f === "" || argv.includes("-y")
            ? READ
            : null
          : null;
      },
    },
    { programs: "ssh-copy-id", find: () => "network.exfiltrate" },
    {
      programs: "gdb strace ltrace gcore",
      find: ({ argv, name }) =>
        (argv.some((a) => /^(?:-p|--pid)/.test(a)) || name === "gcore") && "secret.environment",
    },
    { programs: "mimikatz lazagne linpeas", find: () => READ },
  ],
};
