/** Programs that carry a command in their arguments: each is judged as what it will be when it runs. */

import { own } from "../../own.ts";
import { inBubble } from "./bubble.ts";
import { built } from "./build-tool.ts";
import { inContainer } from "./container.ts";
import { base64 } from "./decode.ts";
import { fdExec, find, parallel, text } from "./each.ts";
import { appleScript, editor, lineEditor, lineTool } from "./editor.ts";
import { gitCarried } from "./git-carrier.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";
import { terminal } from "./terminal.ts";
import { skipOptions } from "./wrapper.ts";
import { xargs } from "./xargs.ts";

type Carrier = (call: Call, m: Machine) => string | undefined;

export function carried(call: Call, m: Machine): string | undefined {
  const carrier = own(CARRIERS, call.name);
  return carrier?.(call, m) ?? built(call, m);
}

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

const after = (argv: readonly string[], word: string): readonly string[] =>
  argv.includes(word) ? argv.slice(argv.indexOf(word) + 1) : [];

/** Everything behind one word is a command: words, or one line. */
function behind(word: string): Carrier {
  return (call, m) => {
    const inner = after(call.argv, word);
    return inner.length === 1 ? text(call, m, inner[0] ?? "") : m.argv(inner, deeper(call.frame));
  };
}

/** Its own names for what a shell calls `rm`; the rest of it is near enough to a shell. */
function powershell(call: Call, m: Machine): string | undefined {
  const at = call.argv.findIndex((arg) => /^-(?:c|command|enc?|encodedcommand|ec)$/i.test(arg));
  const file = call.argv.find((arg) => /\.ps1$/i.test(arg));
  if (at < 0)
    return file === undefined
      ? undefined
      : powershell({ ...call, frame: deeper(call.frame), argv: ["-c", m.read(file, call.frame) ?? ""] }, m);
  const given = call.argv.slice(at + 1).join(" ");
  const line = /^-e/i.test(call.argv[at] ?? "") ? base64(given).replaceAll("\0", "") : given;
  if (
    /\b(?:iex|Invoke-Expression)\b/i.test(line) &&
    /\b(?:iwr|irm|curl|wget|Invoke-(?:WebRequest|RestMethod)|DownloadString)\b/i.test(line)
  )
    m.object("network.download-run", [call.name, line], call.frame);
  const plain = line
    .replace(/\b(?:Remove-Item|ri|rd|del|erase|rmdir)\b/gi, "rm")
    .replace(/\s-(?:Recurse|Force|r|fo|Path|LiteralPath)\b/gi, " ")
    .replace(/\b(?:Get-Content|gc|type)\b/gi, "cat")
    .replace(/\b(?:Set-Content|Out-File|sc)\b(?:\s+-(?:Path|FilePath))?/gi, "tee");
  return text(call, m, plain, { lenient: true });
}

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
    const settings = valuesOf(read, "-F").flatMap((file) =>
      (m.read(file, call.frame) ?? "").split("\n").map((line) => line.trim()),
    );
    for (const option of [...valuesOf(read, "-o"), ...settings]) {
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
  screen: (call, m) => {
    const typed = call.argv.indexOf("stuff");
    // What is typed into a window is a line of its shell.
    if (call.argv.includes("-X") && typed >= 0)
      return text(call, m, (call.argv[typed + 1] ?? "").replace(/\\[nr]|\^M/g, "\n"));
    for (const file of valuesOf(readArguments(call.argv, "-S -c -e -h -p -s -t -T", true), "-c"))
      for (const line of (m.read(file, call.frame) ?? "").split("\n"))
        if (/^\s*(?:exec|screen)\s/.test(line)) text(call, m, line.trim().replace(/^\w+\s[.!|:]*/, ""));
    return m.argv(skipOptions(call.argv, "-S -c -e -h -p -s -t -T"), deeper(call.frame));
  },
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
  man: options("-P", "--pager"),
  nodemon: options("-x", "--exec"),
  watchexec: rest("-w -e -f -i --watch --exts --filter --ignore"),
  entr: (call, m) => {
    const [line = "", ...more] = skipOptions(call.argv, "");
    const shell = call.argv.some((arg) => /^-[a-z]*s/.test(arg));
    return shell ? text(call, m, line) : m.argv([line, ...more], deeper(call.frame));
  },
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
  osascript: appleScript,
  less: editor,
  more: editor,
  gdb: lineTool,
  lldb: lineTool,
  ed: lineEditor,
  ftp: lineTool,
  sftp: lineTool,
  lftp: lineTool,
  dc: lineTool,
  xterm: behind("-e"),
  konsole: behind("-e"),
  alacritty: behind("-e"),
  "x-terminal-emulator": behind("-e"),
  machinectl: (call, m) =>
    call.argv[0] === "shell"
      ? m.argv(skipOptions(call.argv.slice(1), "--uid -E").slice(1), deeper(call.frame))
      : undefined,
  "start-stop-daemon": (call, m) => {
    const [program = ""] = valuesOf(
      readArguments(call.argv, "-x -a --exec --startas -p -u -c -n"),
      "-x",
      "-a",
      "--exec",
      "--startas",
    );
    return m.argv([program, ...after(call.argv, "--")], deeper(call.frame));
  },
  pm2: (call, m) => {
    if (call.argv[0] !== "start") return undefined;
    const [line = "", ...more] = skipOptions(call.argv.slice(1), "-n --name -i");
    if (/\s/.test(line)) return text(call, m, line);
    const program = /\.[cm]?[jt]s$/.test(line)
      ? ["node"]
      : /\.py$/.test(line)
        ? ["python"]
        : /\.sh$/.test(line)
          ? ["bash"]
          : [];
    return m.argv([...program, line, ...after(more, "--")], deeper(call.frame));
  },
  // `gh alias set x 'repo delete'`: what a word will stand for.
  gh: (call, m) => {
    const [area, verb, , line = ""] = call.argv.filter((arg) => !/^-./.test(arg));
    if (area !== "alias" || verb !== "set") return undefined;
    const shell = call.argv.some((arg) => /^(?:-s|--shell)$/.test(arg));
    return shell || line.startsWith("!")
      ? text(call, m, line.replace(/^!/, ""))
      : text(call, m, `gh ${line}`);
  },
  gcloud: (call, m) => {
    if (!call.argv.includes("ssh")) return undefined;
    for (const line of valuesOf(readArguments(call.argv, "--command --zone --project"), "--command"))
      text(call, m, line, { remote: true });
    return undefined;
  },
  newgrp: standardInput,
  complete: options("-C", "-F"),
  compgen: (call, m) => {
    const read = readArguments(call.argv, "-A -C -F -G -P -S -W -X");
    for (const line of valuesOf(read, "-C", "-F")) text(call, m, line);
    // Its words are expanded once more.
    for (const words of valuesOf(read, "-W")) if (/[$`]/.test(words)) text(call, m, `: ${words}`);
    return undefined;
  },
  bind: (call, m) => {
    for (const one of call.argv) text(call, m, /^"[^"]*":\s*(.*)$/s.exec(one)?.[1] ?? "");
    return "";
  },
  bazel: options("--run_under"),
  fzf: options("--preview", "--bind", "--execute"),
  pwsh: powershell,
  powershell,
  hyperfine: lines,
  "nix-shell": options("--run", "--command"),
  nix: (call, m) => {
    const at = call.argv.findIndex((arg) => arg === "-c" || arg === "--command");
    return at < 0 ? undefined : m.argv(call.argv.slice(at + 1), deeper(call.frame));
  },
  sg: (call, m) => text(call, m, call.argv.slice(call.argv[1] === "-c" ? 2 : 1).join(" ")),
  bwrap: (call, m) => m.argv(inBubble(call.argv), deeper(call.frame)),
  mosh: (call, m) => {
    for (const line of valuesOf(readArguments(call.argv, "--ssh --server --client"), "--ssh", "--client"))
      text(call, m, line);
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
