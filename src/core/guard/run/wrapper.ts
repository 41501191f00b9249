/** Programs that run the rest of their arguments: `sudo -u x`, `timeout 5`, `env A=1`, `npx`, … */
import { own } from "../../own.ts";
import { fork } from "../shell/scope.ts";
import type { Call, Frame } from "./machine.ts";
import { readArguments, valuesOf, words } from "./options.ts";

export interface Inner {
  readonly argv: readonly string[];
  readonly change: Partial<Frame>;
}

interface Shape {
  /** Options that take the next argument, as in `-u --user`. */
  readonly valued?: string;
  /** Arguments before the command that are the wrapper's own. */
  readonly operands?: number;
  /** Words that must stand first, as in `uv run`. */
  readonly verbs?: readonly string[];
  /** The command stands only after this word. */
  readonly after?: string;
}

const plain: Shape = {};
const verb = (...verbs: readonly string[]): Shape => ({
  verbs,
  valued: "-C --dir --cwd --prefix -p --package --python --with --extra --group --env-file -e",
});

const SHAPES: Readonly<Record<string, Shape>> = {
  sudo: {
    valued: "-u -g -p -C -h -r -t -T -U -R -D --user --group --prompt --host --chdir --chroot --close-from",
  },
  doas: { valued: "-u -C" },
  pkexec: { valued: "--user" },
  nice: { valued: "-n --adjustment" },
  timeout: { valued: "-s -k --signal --kill-after", operands: 1 },
  gtimeout: { valued: "-s -k", operands: 1 },
  nohup: plain,
  time: { valued: "-f -o --format --output" },
  stdbuf: { valued: "-i -o -e --input --output --error" },
  setsid: plain,
  ionice: { valued: "-c -n -p -P -u --class --classdata" },
  chrt: { valued: "-T -P -D", operands: 1 },
  taskset: { operands: 1 },
  numactl: { valued: "-m -N -C -i" },
  prlimit: plain,
  builtin: plain,
  exec: { valued: "-a" },
  busybox: plain,
  toybox: plain,
  fakeroot: { after: "--" },
  unshare: { valued: "-S -G --setuid --setgid --root --wd" },
  nsenter: { valued: "-t --target" },
  setarch: { operands: 1 },
  linux32: plain,
  linux64: plain,
  strace: { valued: "-o -e -s -p -E -u -P -S -a -b -I -O -X" },
  ltrace: { valued: "-o -e -s -u" },
  valgrind: plain,
  catchsegv: plain,
  "xvfb-run": { valued: "-n -s -e -f -w --server-args" },
  "dbus-run-session": plain,
  "systemd-run": { valued: "-p -u --unit --property --uid --gid -E --slice -M -H" },
  "systemd-inhibit": { valued: "--what --who --why --mode" },
  caffeinate: { valued: "-t -w" },
  unbuffer: plain,
  chronic: plain,
  faketime: { operands: 1 },
  firejail: plain,
  sshpass: { valued: "-p -f -d -P" },
  proot: { valued: "-r -b -w -q" },
  runcon: { valued: "-t -u -r -l" },
  winpty: plain,
  rtk: plain,
  ccache: plain,
  distcc: plain,
  "cross-env": plain,
  dotenv: { valued: "-e -f -c -v" },
  npx: { valued: "-p --package -w --workspace" },
  bunx: plain,
  pnpx: plain,
  bundle: verb("exec"),
  poetry: verb("run"),
  pipenv: verb("run"),
  pdm: verb("run"),
  hatch: verb("run"),
  rye: verb("run"),
  uv: verb("run"),
  uvx: { valued: "--from --with --python -p" },
  pipx: verb("run"),
  mise: { verbs: ["exec", "x"], valued: "-C --cd" },
  asdf: { verbs: ["exec"] },
  pyenv: { verbs: ["exec"] },
  rbenv: { verbs: ["exec"] },
  nvm: { verbs: ["exec"], operands: 1 },
  fnm: { verbs: ["exec"], valued: "--using" },
  direnv: { verbs: ["exec"], operands: 1 },
  conda: { verbs: ["run"], valued: "-n -p --name --prefix --cwd" },
  micromamba: { verbs: ["run"], valued: "-n -p" },
  doppler: { verbs: ["run"], after: "--" },
  op: { verbs: ["run"], after: "--" },
  perf: { verbs: ["stat", "record"], valued: "-o -e -r -F -p" },
  heaptrack: plain,
  "run-parts": plain,
  cgexec: { valued: "-g" },
  tsp: plain,
  "ld.so": { valued: "--library-path --preload --argv0" },
  torify: plain,
  torsocks: plain,
  proxychains: plain,
  proxychains4: plain,
  arch: plain,
  rlwrap: plain,
  lerna: { verbs: ["exec"], after: "--" },
  foreman: { verbs: ["run"], valued: "-e -f -d --env --procfile --root" },
  rustup: { verbs: ["run"], operands: 1 },
  chpst: { valued: "-u -U -b -e -n -l -L -m -d -o -p -f -c -t -/ -r -s" },
  softlimit: { valued: "-m -d -o -p -f -c -t -r -s -l -a" },
  "with-contenv": plain,
  setuidgid: { operands: 1 },
  "s6-setuidgid": { operands: 1 },
  gosu: { operands: 1 },
  "su-exec": { operands: 1 },
  tini: { valued: "-p -e" },
  "dumb-init": { valued: "-r --rewrite" },
  setpriv: {
    valued:
      "--reuid --regid --ruid --euid --rgid --egid --groups --inh-caps --ambient-caps --bounding-set --securebits --pdeathsig",
  },
  envdir: { operands: 1 },
  dtach: { valued: "-r -e", operands: 1 },
  abduco: { valued: "-e", operands: 1 },
  daemonize: { valued: "-a -c -e -E -o -p -l -u" },
  "qemu-x86_64": { valued: "-L -E -U -cpu -g -s -B -R" },
  "qemu-aarch64": { valued: "-L -E -U -cpu -g -s -B -R" },
  shx: plain,
  "env-cmd": { valued: "-f -e --file --environments" },
  cgclassify: { valued: "-g" },
  "gnome-terminal": { after: "--" },
  wezterm: { verbs: ["start"], after: "--" },
  kitty: { valued: "-o -T -d --title --directory" },
  zellij: { verbs: ["run", "r"], after: "--" },
  devbox: { verbs: ["run"] },
  flox: { verbs: ["activate"], after: "--" },
  "aws-vault": { verbs: ["exec"], after: "--" },
  chamber: { verbs: ["exec"], after: "--" },
  infisical: { verbs: ["run"], after: "--" },
  coverage: verb("run"),
  "scala-cli": { verbs: ["run"], after: "--" },
};

/** What the wrapper runs; an empty list when it runs nothing; null when the program is no wrapper. */
export function peel(call: Call): Inner | null {
  const { name, argv, frame } = call;
  if (name === "env") return peelEnv(argv, frame);
  if (name === "command")
    return /^-[vV]/.test(argv[0] ?? "")
      ? { argv: [], change: {} }
      : { argv: skipOptions(argv, ""), change: bare(frame) };
  if (name === "npx") {
    const line = callOf(argv);
    if (line !== null) return { argv: ["sh", "-c", line], change: {} };
  }
  if (/^(?:npm|pnpm|yarn)$/.test(name) || (name === "bun" && argv[0] === "x"))
    return peelPackageManager(argv);
  const shape = own(SHAPES, name);
  if (shape === undefined) return null;
  let rest = argv;
  if (shape.verbs !== undefined) {
    const at = rest.findIndex((arg) => !arg.startsWith("-"));
    if (!shape.verbs.includes(rest[at] ?? "")) return null;
    rest = rest.slice(at + 1);
  }
  if (shape.after !== undefined) {
    const at = rest.indexOf(shape.after);
    return { argv: at < 0 ? skipOptions(rest, shape.valued ?? "") : rest.slice(at + 1), change: {} };
  }
  // `uv run a.py`, `uv run -m x`, `uv run -`: Python's own arguments.
  const python = /^(?:uv|pdm|rye)$/.test(name)
    ? rest.findIndex((arg) => /^(?:-m|--module|-s|--script)$/.test(arg))
    : -1;
  if (python >= 0 && rest.slice(0, python).every((arg) => arg.startsWith("-")))
    rest = ["python", ...(/^-m|^--m/.test(rest[python] ?? "") ? ["-m"] : []), ...rest.slice(python + 1)];
  rest = skipOptions(rest, shape.valued ?? "").slice(shape.operands ?? 0);
  if (/^(?:uv|pdm|rye)$/.test(name) && /^-$|\.pyw?$/.test(rest[0] ?? "")) rest = ["python", ...rest];
  const env: Record<string, string> = { ...frame.env };
  while (/^\w+=/.test(rest[0] ?? "")) {
    const [, key = "", value = ""] = /^(\w+)=([\s\S]*)$/.exec(rest[0] ?? "") ?? [];
    env[key] = value;
    rest = rest.slice(1);
  }
  if (/^(?:npx|bunx|pnpx|uvx)$/.test(name))
    rest = [(rest[0] ?? "").replace(/(?<=.)@[\w.^~-]+$/, ""), ...rest.slice(1)];
  return { argv: rest, change: name === "builtin" ? { env, ...bare(frame) } : { env } };
}

/** `command` and `builtin` do not see functions. */
const bare = (frame: Frame): Partial<Frame> => {
  if (frame.scope.functions.size === 0) return {};
  const scope = fork(frame.scope);
  scope.functions.clear();
  return { scope };
};

export function skipOptions(argv: readonly string[], valued: string): readonly string[] {
  const takes = new Set(valued.split(" "));
  let i = 0;
  for (; i < argv.length; i += 1) {
    const arg = argv[i] ?? "";
    if (arg === "--") return argv.slice(i + 1);
    if (!arg.startsWith("-") || arg === "-") break;
    // `-u root`, `-uroot` and `-nu root` alike.
    if (
      takes.has(arg) ||
      (!arg.startsWith("--") && arg.length > 2 && takes.has(`-${arg.at(-1)}`) && !takes.has(arg.slice(0, 2)))
    )
      i += 1;
  }
  return argv.slice(i);
}

function peelEnv(argv: readonly string[], frame: Frame): Inner {
  const env: Record<string, string> = { ...frame.env };
  let change: Partial<Frame> = {};
  let rest = [...argv];
  while (rest.length > 0) {
    const [arg = ""] = rest;
    const assigned = /^(\w+)=([\s\S]*)$/.exec(arg);
    const split = /^(?:-[a-z0]*?S|--split-string=?)([\s\S]*)$/.exec(arg);
    if (assigned !== null) env[assigned[1] ?? ""] = assigned[2] ?? "";
    else if (split !== null) {
      const glued = split[1] !== "";
      const text = glued ? (split[1] ?? "") : (rest[1] ?? "");
      rest = [...words(text), ...rest.slice(glued ? 1 : 2)];
      continue;
    } else if (/^(?:-[a-z0]*[uC]|--unset|--chdir)$/.test(arg)) {
      const value = rest[1] ?? "";
      if (arg.endsWith("C") || arg === "--chdir") change = inFolder(frame, value);
      rest = rest.slice(1);
    } else if (/^(?:-C.|--chdir=)/.test(arg)) change = inFolder(frame, arg.replace(/^-C|^--chdir=/, ""));
    else if (arg === "--") {
      rest = rest.slice(1);
      while (/^\w+=/.test(rest[0] ?? "")) rest = rest.slice(1);
      break;
    } else if (!arg.startsWith("-")) break;
    rest = rest.slice(1);
  }
  return { argv: rest, change: { ...change, env } };
}

export function inFolder(frame: Frame, folder: string): Partial<Frame> {
  const scope = fork(frame.scope);
  scope.cwd = scope.cwd.map((cwd) => (folder.startsWith("/") ? folder : `${cwd}/${folder}`));
  return { scope };
}

const PACKAGE_OPTIONS =
  "-w --workspace -C --prefix --dir --cwd --filter -F --package --loglevel --reporter --script-shell --registry --cache --userconfig";
const WORKSPACES = "--from --include --exclude -j --jobs --since";

/** The line behind `-c` or `--call`, where it is an option of npm and not of the program. */
function callOf(argv: readonly string[]): string | null {
  const read = readArguments(argv, "-c --call -p --package -w --workspace", true);
  return valuesOf(read, "-c", "--call").at(-1) ?? null;
}

/** `npm exec -- x`, `pnpm dlx x`, `yarn exec x`. Scripts of package.json are read elsewhere. */
function peelPackageManager(argv: readonly string[]): Inner | null {
  const own = skipOptions(argv, PACKAGE_OPTIONS);
  // `yarn workspace x exec …`, `yarn workspaces foreach -A exec …`
  if (/^workspaces?$/.test(own[0] ?? ""))
    return peelPackageManager(own[0] === "workspace" ? own.slice(2) : skipOptions(own.slice(2), WORKSPACES));
  const [verb = ""] = own;
  if (verb === "explore") {
    const inside = argv.indexOf("--");
    return inside < 0 ? null : { argv: argv.slice(inside + 1), change: {} };
  }
  if (!/^(?:exec|x|dlx)$/.test(verb)) return null;
  const inner = own.slice(1);
  const line = callOf(inner);
  if (line !== null) return { argv: ["sh", "-c", line], change: {} };
  const rest = skipOptions(inner, "-p --package -w --workspace");
  // One word with blanks is a line for the shell.
  if (rest.length === 1 && /\s/.test(rest[0] ?? "")) return { argv: ["sh", "-c", rest[0] ?? ""], change: {} };
  return {
    argv: rest.length === 0 ? [] : [(rest[0] ?? "").replace(/(?<=.)@[\w.^~-]+$/, ""), ...rest.slice(1)],
    change: {},
  };
}
