/** What programs print, where later words may depend on it: decoders exactly, listings and figures by kind. */
import { own } from "../../own.ts";
import { nameOf, normalise, parentOf } from "../path/normal.ts";
import { hitsOthers } from "../path/processes.ts";
import { ANY, ENV, NAME, NET, NUMBER, PARENT, SETUP, STAR } from "../value.ts";
import { WHOLE } from "./builtin.ts";
import { decode } from "./decode.ts";
import type { Call, Machine } from "./machine.ts";
import { readArguments } from "./options.ts";
import { printf } from "./printf.ts";
import { columns, filtered, perLine, pieces, substituted, translated } from "./text-tool.ts";

type Printer = (call: Call, m: Machine, input: string) => string;

export function outputOf(call: Call, m: Machine): string {
  const printer = own(PRINTERS, call.name);
  if (printer !== undefined) return printer(call, m, call.frame.stdin ?? ENV);
  return decode(call, m) ?? ANY;
}

const text =
  (value: string): Printer =>
  () =>
    value;
const names = text(`${NAME}\n`);
const figure = text(`${NUMBER}\n`);
const nothing = text("");
/** Reads its files, or standard input when it has none, and prints something made of it. */
const files =
  (valued: string, change: (text: string, call: Call) => string, skip = 0): Printer =>
  (call, m, input) => {
    const operands = readArguments(call.argv, valued).rest.slice(skip);
    const all =
      operands.length === 0
        ? [input]
        : operands.map((file) => (file === "-" ? input : (m.read(file, call.frame) ?? ANY)));
    return change(all.join(""), call);
  };
const same = (value: string): string => value;
/** Some of the lines: which ones cannot be said, so all of them. */
const some = files("-n -c -e -f -m -A -B -C -d -k -t -s -w -i", same, 0);

const PRINTERS: Readonly<Record<string, Printer>> = {
  echo: (call) => {
    const at = call.argv.findIndex((arg) => !/^-[neE]+$/.test(arg));
    const words = at < 0 ? [] : call.argv.slice(at);
    const line = words.join(" ");
    const escapes = call.argv.slice(0, Math.max(at, 0)).some((arg) => arg.includes("e"));
    return `${escapes ? printf(["%b", line]) : line}\n`;
  },
  printf: (call) => {
    const [first, second] = call.argv;
    if (first !== "-v") return printf(call.argv[0] === "--" ? call.argv.slice(1) : call.argv);
    call.frame.scope.vars.set(second ?? "", { values: [printf(call.argv.slice(2))] });
    return "";
  },
  cat: files("", same),
  tac: files("", (value) => value.split("\n").reverse().join("\n")),
  head: some,
  tail: some,
  sort: some,
  uniq: some,
  less: some,
  more: some,
  column: some,
  fold: files("-w", same),
  tee: (_call, _m, input) => input,
  pv: (_call, _m, input) => input,
  sponge: nothing,
  // Which lines and which columns remain is not followed; every one of them may be the one.
  grep: (call, m, input) =>
    call.argv.some((arg) => /^-\w*[lrRL]|--files-with/.test(arg)) ? `${NAME}\n` : filtered(call, m, input, 1),
  rg: names,
  ag: names,
  ack: names,
  cut: files("-d -f -c -b --delimiter --fields", (value, call) => columns(value, call)),
  awk: (call, _m, input) => awkPrints(call.argv.find((arg) => !arg.startsWith("-")) ?? "", input),
  sed: (call, m, input) => substituted(call, m, input),
  tr: (call, _m, input) => translated(call, input),
  rev: files("", (value) => perLine(value, (line) => [...line].reverse().join(""))),
  pwd: (call) => `${call.frame.scope.cwd.join("\n")}\n`,
  realpath: paths((path, call) => normalise(path, call.frame.scope.cwd[0] ?? ENV)),
  readlink: paths((path, call) => normalise(path, call.frame.scope.cwd[0] ?? ENV)),
  dirname: paths((path) => (path.includes("/") ? parentOf(path) : ".")),
  basename: (call) => {
    const [path = "", suffix = ""] = readArguments(call.argv, "-s --suffix").rest;
    const name = path.includes(ENV) ? nameOf(path).replaceAll(ENV, NAME) : nameOf(path);
    return `${suffix !== "" && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`;
  },
  which: paths(same),
  command: (call) => `${call.argv.filter((arg) => !arg.startsWith("-")).join("\n")}\n`,
  type: paths(same),
  mktemp: (call, m) =>
    `${m.context.temp?.[0] ?? "/tmp"}/${call.argv.find((arg) => /X{3}/.test(arg))?.replace(/^.*\//, "") ?? "tmp.scratch"}\n`,
  ls: (call) => listed(call),
  find: names,
  date: figure,
  seq: figure,
  wc: figure,
  nproc: figure,
  id: figure,
  uname: figure,
  arch: figure,
  hostname: figure,
  whoami: figure,
  logname: figure,
  tty: figure,
  expr: figure,
  bc: figure,
  stat: figure,
  du: figure,
  df: figure,
  free: figure,
  uptime: figure,
  pgrep: (call) => `${processes(call)}\n`,
  pidof: (call) => `${processes(call)}\n`,
  lsof: figure,
  // All processes, also those that are not the agent's, until a filter names some.
  ps: (call) =>
    call.argv.some((arg) => /^(?:-p|-C|--ppid|--pid|-q)/.test(arg)) ? NUMBER : `${PARENT} ${NUMBER}\n`,
  fuser: figure,
  sha256sum: figure,
  sha1sum: figure,
  md5sum: figure,
  cksum: figure,
  uuidgen: figure,
  getconf: figure,
  tput: figure,
  stty: figure,
  jobs: figure,
  sleep: nothing,
  test: nothing,
  "[": nothing,
  mkdir: nothing,
  touch: nothing,
  rm: nothing,
  cp: nothing,
  mv: nothing,
  ln: nothing,
  chmod: nothing,
  curl: text(NET),
  wget: text(NET),
  fetch: text(NET),
  http: text(NET),
  https: text(NET),
  aria2c: text(NET),
  lynx: text(NET),
  w3m: text(NET),
  nc: text(NET),
  ncat: text(NET),
  netcat: text(NET),
  socat: text(NET),
  ftp: text(NET),
  dig: text(NET),
  nslookup: text(NET),
  host: text(NET),
  ssh: text(ANY),
  git: (call, m) => gitPrints(call, m),
  gh: text(ANY),
  npm: (call) =>
    /^(?:bin|root|prefix)$/.test(call.argv[0] ?? "")
      ? "node_modules/.bin\n"
      : call.argv[0] === "completion"
        ? SETUP
        : ENV,
  pnpm: (call) => (/^(?:bin|root|store)$/.test(call.argv[0] ?? "") ? "node_modules/.bin\n" : ENV),
  yarn: text(ENV),
  go: (call) => (call.argv[0] === "env" || call.argv[0] === "list" ? ENV : ANY),
  brew: (call) => (call.argv[0] === "shellenv" ? SETUP : ENV),
  docker: text(NUMBER),
  podman: text(NUMBER),
  kubectl: (call) => (call.argv[0] === "completion" ? SETUP : ENV),
  "ssh-agent": text(SETUP),
  direnv: text(SETUP),
  starship: text(SETUP),
  zoxide: text(SETUP),
  dircolors: text(SETUP),
  minikube: text(SETUP),
  "docker-machine": text(SETUP),
  opam: text(SETUP),
  fnm: text(SETUP),
  mise: text(SETUP),
  rbenv: text(SETUP),
  pyenv: text(SETUP),
  nodenv: text(SETUP),
  goenv: text(SETUP),
  jenv: text(SETUP),
  luarocks: text(SETUP),
  fzf: text(SETUP),
  lesspipe: text(SETUP),
  resize: text(SETUP),
  conda: text(SETUP),
  helm: text(SETUP),
  "register-python-argcomplete": text(SETUP),
  pip: text(ENV),
  cargo: text(ENV),
  rustc: text(ENV),
  python: text(ENV),
  node: text(ENV),
  ruby: text(ENV),
  perl: text(ENV),
  php: text(ENV),
  jq: text(ENV),
  yq: text(ENV),
  xmllint: text(ENV),
  "pkg-config": text(ENV),
  getent: text(ENV),
  env: text(WHOLE),
  printenv: (call, m) =>
    call.argv.length === 0 ? WHOLE : `${own(m.context.env ?? {}, call.argv[0] ?? "") ?? ENV}\n`,
  "llvm-config": text(ENV),
  "dpkg-architecture": text(ENV),
  dpkg: text(ENV),
  rpm: text(ENV),
  systemctl: text(ENV),
  gettext: text(ENV),
};

function paths(change: (path: string, call: Call) => string): Printer {
  return (call) => {
    const list = readArguments(call.argv, "--relative-to --relative-base").rest;
    return `${list.map((path) => change(path, call)).join("\n")}\n`;
  };
}

function processes(call: Call): string {
  const patterns = readArguments(call.argv, "-u -U -P -g -G -t -s").rest;
  return patterns.length > 0 && patterns.every((one) => !hitsOthers(one, call.name === "pidof"))
    ? NUMBER
    : PARENT;
}

/** Strings in a program may be printed beside anything it reads. */
function awkPrints(program: string, input: string): string {
  const chosen = /^\s*\/([^/]*)\//.exec(program)?.[1];
  if (chosen !== undefined && !hitsOthers(chosen, false)) return pieces(input.replaceAll(PARENT, ""));
  const only = /^\s*BEGIN\s*\{\s*printf?\s*"((?:[^"\\]|\\.)*)"\s*;?\s*\}\s*$/.exec(program);
  if (only !== null) return `${(only[1] ?? "").replace(/\\n/g, "\n")}\n`;
  return /"[^"]*[a-z/~][^"]*"/i.test(program.replace(/-F\S*/g, "")) ? ANY : pieces(input);
}

/** `ls folder` prints names; `ls -d folder/*` and `ls file` print paths as given. */
function listed(call: Call): string {
  const { rest, flags } = readArguments(call.argv, "-I -w -T --ignore");
  if (rest.length === 0) return `${NAME}\n`;
  return flags.includes("-d") || rest.some((path) => /[\ufdd8\ufdd9]/.test(path))
    ? `${rest.join("\n")}\n`
    : `${NAME}\n`;
}

function gitPrints(call: Call, m: Machine): string {
  const sub = call.argv.find((arg) => !arg.startsWith("-")) ?? "";
  if (sub === "rev-parse") {
    if (call.argv.includes("--show-toplevel")) return `${m.context.root ?? call.frame.scope.cwd[0] ?? ENV}\n`;
    if (call.argv.some((arg) => /--(?:git-dir|git-common-dir|absolute-git-dir)/.test(arg)))
      return `${m.context.root ?? call.frame.scope.cwd[0] ?? ENV}/.git\n`;
    if (call.argv.includes("--show-prefix") || call.argv.includes("--show-cdup")) return ENV;
    return `${NUMBER}\n`;
  }
  // Where another remote than origin is, nobody here knows.
  if (sub === "remote" && call.argv.includes("get-url") && call.argv.at(-1) !== "origin") return ANY;
  // Without a path it lists everything: all that is tracked, or all that is not.
  if (
    sub === "ls-files" &&
    call.argv.every(
      (arg) => arg === sub || /^(?:-[zco]+|--(?:cached|others|exclude-standard|full-name))$/.test(arg),
    )
  )
    return `${STAR}\n`;
  if (/^(?:ls-files|diff|ls-tree|grep|status|diff-tree|diff-index|check-ignore)$/.test(sub))
    return `${NAME}\n`;
  if (
    /^(?:describe|rev-list|merge-base|hash-object|log|branch|tag|symbolic-ref|for-each-ref|show-ref|stash|remote|config|cherry|name-rev|ls-remote|worktree)$/.test(
      sub,
    )
  )
    return `${NUMBER}\n`;
  return sub === "show" || sub === "cat-file" ? ANY : ENV;
}
