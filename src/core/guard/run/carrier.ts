/** Programs that carry a command in their arguments: each is judged as what it will be when it runs. */

import { fork } from "../shell/scope.ts";
import { asGlob, ENV, NAME, STAR } from "../value.ts";
import { inBubble } from "./bubble.ts";
import { runText } from "./builtin.ts";
import { inContainer } from "./container.ts";
import { appleScript, editor, emacs } from "./editor.ts";
import { gitCarried } from "./git-carrier.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";
import { skipOptions } from "./wrapper.ts";
import { xargs } from "./xargs.ts";

type Carrier = (call: Call, m: Machine) => string | undefined;

export function carried(call: Call, m: Machine): string | undefined {
  const carrier = Object.hasOwn(CARRIERS, call.name) ? CARRIERS[call.name] : undefined;
  return carrier?.(call, m);
}

const text = (call: Call, m: Machine, line: string, change = {}): string =>
  line.trim() === ""
    ? ""
    : runText(line, deeper(call.frame, { scope: fork(call.frame.scope), ...change }), m);

/** Options whose value is a command line. */
const options =
  (...names: readonly string[]): Carrier =>
  (call, m) => {
    const read = readArguments(call.argv, names.join(" "));
    for (const value of valuesOf(read, ...names)) text(call, m, value.replace(/^exec=|^(?:shell|!)\s*/, ""));
    return undefined;
  };

/** The words after the options make one command line, as for `watch`. */
const rest =
  (valued: string, operands = 0): Carrier =>
  (call, m) =>
    text(call, m, skipOptions(call.argv, valued).slice(operands).join(" "));

const CARRIERS: Readonly<Record<string, Carrier>> = {
  find,
  xargs,
  parallel,
  fd: fdExec,
  fdfind: fdExec,
  watch: rest("-n --interval -d"),
  ssh: (call, m) => {
    const read = readArguments(
      call.argv,
      "-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w -B",
      true,
    );
    for (const option of valuesOf(read, "-o")) {
      const command = /^(?:proxycommand|localcommand|knownhostscommand)[= ]+(.*)$/is.exec(option)?.[1];
      if (command !== undefined) text(call, m, command);
    }
    const line = read.rest.slice(1).join(" ");
    return line === ""
      ? call.frame.stdin === undefined
        ? undefined
        : text(call, m, call.frame.stdin, { remote: true })
      : text(call, m, line, { remote: true, stdin: call.frame.stdin });
  },
  su: options("-c", "--command"),
  runuser: options("-c", "--command"),
  script: options("-c", "--command"),
  flock: (call, m) => {
    const after = skipOptions(call.argv, "-w -E --timeout --wait").slice(1);
    return after[0] === "-c" ? text(call, m, after[1] ?? "") : m.argv(after, deeper(call.frame));
  },
  tmux: terminal,
  screen: (call, m) => m.argv(skipOptions(call.argv, "-S -c -e -h -p -s -t -T"), deeper(call.frame)),
  chroot: (call, m) => m.argv(skipOptions(call.argv, "").slice(1), deeper(call.frame, { remote: true })),
  docker: inContainer,
  podman: inContainer,
  nerdctl: inContainer,
  "docker-compose": inContainer,
  kubectl: inContainer,
  oc: inContainer,
  git: gitCarried,
  tar: options(
    "--checkpoint-action",
    "--to-command",
    "--use-compress-program",
    "-I",
    "--rsh-command",
    "--info-script",
    "--new-volume-script",
    "-F",
  ),
  rsync: options("-e", "--rsh"),
  zip: options("-TT", "--unzip-command"),
  man: (call, m) => {
    for (const name of ["MANPAGER", "PAGER"]) text(call, m, call.frame.env[name] ?? "");
    return options("-P", "--pager")(call, m);
  },
  nodemon: options("-x", "--exec"),
  watchexec: rest("-w -e -f -i --watch --exts --filter --ignore"),
  entr: (call, m) => m.argv(skipOptions(call.argv, ""), deeper(call.frame)),
  onchange: (call, m) => m.argv(call.argv.slice(call.argv.indexOf("--") + 1), deeper(call.frame)),
  concurrently: lines,
  cpulimit: (call, m) => m.argv(skipOptions(call.argv, "-l -p -e -P"), deeper(call.frame)),
  at: standardInput,
  batch: standardInput,
  vim: editor,
  vi: editor,
  nvim: editor,
  ex: editor,
  view: editor,
  emacs,
  osascript: appleScript,
  less: editor,
  more: editor,
  gdb: options("-ex", "--eval-command"),
  expect: options("-c"),
  hyperfine: lines,
  "nix-shell": options("--run", "--command"),
  nix: (call, m) => {
    const at = call.argv.findIndex((arg) => arg === "-c" || arg === "--command");
    return at < 0 ? undefined : m.argv(call.argv.slice(at + 1), deeper(call.frame));
  },
  sg: options("-c"),
  bwrap: (call, m) => m.argv(inBubble(call.argv), deeper(call.frame)),
  mosh: (call, m) => {
    const at = call.argv.indexOf("--");
    return at < 0 ? undefined : m.argv(call.argv.slice(at + 1), deeper(call.frame, { remote: true }));
  },
  forever: rest("-c"),
  // What stands after `--` goes to bash.
  capsh: (call, m) => {
    const at = call.argv.indexOf("--");
    return at < 0 ? undefined : m.argv(["bash", ...call.argv.slice(at + 1)], deeper(call.frame));
  },
};

function find(call: Call, m: Machine): string {
  const { argv } = call;
  const found = foundBy(argv);
  for (let i = 0; i < argv.length; i += 1) {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(argv[i] ?? "")) continue;
    const end = argv.findIndex((arg, n) => n > i && (arg === ";" || (arg === "+" && argv[n - 1] === "{}")));
    const inner = argv.slice(i + 1, end < 0 ? undefined : end);
    for (const path of found)
      m.argv(
        inner.map((arg) => arg.replaceAll("{}", () => path)),
        deeper(call.frame),
      );
    if (end > 0) i = end;
  }
  return `${found.join("\n")}\n`;
}

/** What a search finds, below each place it starts from: by name where it asks for names, else everything. */
export function foundBy(argv: readonly string[]): readonly string[] {
  const at = argv.findIndex((arg) => /^[-(!]/.test(arg) && !/^-(?:[HLP]|O\d|D)$/.test(arg));
  const starts = (at < 0 ? argv : argv.slice(0, at)).filter((arg) => !/^-(?:[HLP]|O\d)$/.test(arg));
  const names = argv.flatMap((arg, i) => {
    const name = argv[i + 1] ?? "";
    const excluded =
      /^(?:!|-not)$/.test(argv[i - 1] ?? "") || argv[i + 2] === "-prune" || argv[i + 4] === "-prune";
    return /^-i?name$/.test(arg) && !/^[*\ufdd8]*$/.test(name) && !(excluded && argv.includes("-o"))
      ? [asGlob(name)]
      : [];
  });
  const filters = argv.some((arg) =>
    /^-(?:i?path|i?wholename|i?regex|lname|empty|[amc]time|[amc]min|newer\w*|size|perm|user|inum|xtype)$/.test(
      arg,
    ),
  );
  const found = names.length > 0 ? names : [filters ? NAME : STAR];
  const shallow = argv.some((arg, i) => arg === "-maxdepth" && argv[i + 1] === "0");
  return (starts.length === 0 ? ["."] : starts).flatMap((start) =>
    shallow ? [start] : found.map((name) => `${start.replace(/(?<=.)\/$/, "")}/${name}`),
  );
}

function parallel(call: Call, m: Machine): string {
  const at = call.argv.findIndex((arg) => /^:::/.test(arg));
  const own = skipOptions(
    at < 0 ? call.argv : call.argv.slice(0, at),
    "-j -P -S -a --jobs --colsep -C -N -n --delay --timeout --retries --joblog --results --tmpdir --workdir --sshlogin",
  );
  const items =
    at < 0
      ? (call.frame.stdin ?? ENV).split("\n").filter((line) => line !== "")
      : call.argv.slice(at + 1).filter((arg) => !/^:::/.test(arg));
  let out = "";
  if (own.length === 0) for (const item of items.slice(0, 200)) out += text(call, m, item);
  const command = own.join(" ");
  for (const item of own.length === 0 ? [] : items.slice(0, 200)) {
    const line = /\{[^}\s]*\}/.test(command)
      ? command.replace(/\{(?:\d*|[./#%]+)\}/g, () => item)
      : `${command} ${item}`;
    out += `${text(call, m, line)}\n`;
  }
  return out;
}

function fdExec(call: Call, m: Machine): string {
  const at = call.argv.findIndex((arg) => /^(?:-x|-X|--exec|--exec-batch)$/.test(arg));
  const own = at < 0 ? call.argv : call.argv.slice(0, at);
  const [, ...folders] = readArguments(own, "-e -E -t -d -g --extension --exclude --type --max-depth").rest;
  const found = (folders.length === 0 ? ["."] : folders).map((folder) => `${folder}/${NAME}`);
  if (at >= 0) {
    const inner = call.argv.slice(at + 1);
    for (const path of found) {
      const filled = inner.map((arg) => arg.replace(/\{[./]*\}/g, () => path));
      m.argv(inner.some((arg) => /\{[./]*\}/.test(arg)) ? filled : [...inner, path], deeper(call.frame));
    }
  }
  return `${found.join("\n")}\n`;
}

function terminal(call: Call, m: Machine): string {
  const { argv } = call;
  const keys = argv.some((arg) => /^send(?:-keys)?$/.test(arg));
  const words = skipOptions(skipOptions(argv, "-L -S -f").slice(1), "-t -s -n -c -x -y -F -l -p -e");
  if (keys) return text(call, m, words.filter((w) => !/^(?:Enter|C-\w|KP\w+)$/i.test(w)).join(" "));
  if (
    /^(?:new|new-session|neww|new-window|split-window|splitw|respawn-\w+|run|run-shell|if-shell|pipe-pane)$/.test(
      argv.find((a) => !a.startsWith("-")) ?? "",
    )
  ) {
    for (const line of words.length === 1 ? words : [words.join(" ")]) text(call, m, line);
  }
  return "";
}

/** Each operand is a command line of its own. */
function lines(call: Call, m: Machine): string {
  for (const line of readArguments(
    call.argv,
    "-n -c -p -w -r -m --names --prefix-colors --runs --warmup --export-json --export-markdown",
  ).rest)
    text(call, m, line);
  return "";
}

function standardInput(call: Call, m: Machine): string {
  return call.frame.stdin === undefined ? "" : text(call, m, call.frame.stdin);
}
