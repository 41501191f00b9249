/**
 * Code in Python, JavaScript, Perl, Ruby, PHP, awk and their like: what it deletes, starts, writes and reads, as far as
 * the strings in it say. Code given on the command line is judged strictly: what is put together so that its strings do
 * not show it is refused. A script on disk is judged by its constants only.
 */

import { isLoopback } from "../rule/address.ts";
import { destroys } from "../rule/sql.ts";
import { codeOfUrl } from "../run/decode.ts";
import { deeper, type Frame, type Machine } from "../run/machine.ts";
import { fork } from "../shell/scope.ts";
import { ANY, ENV, isKnown, PARENT } from "../value.ts";
import { asksElsewhere } from "./api.ts";
import { carriesAway, READ } from "./carry.ts";
import { foreign, isForeign } from "./foreign.ts";
import { type Lexed, lex } from "./lex.ts";
import { plainNames } from "./names.ts";
import { callsOf, constants, firstOf, stringsIn } from "./pieces.ts";
import { showsCredential } from "./printed.ts";
import { tcl } from "./tcl.ts";
import { written } from "./write.ts";

const SPAWN =
  /(?:\b(?:os\s*\.\s*(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?)|subprocess\s*\.\s*\w+|pty\s*\.\s*spawn|commands\.getoutput|create_subprocess_\w+|getoutput|getstatusoutput|check_output|check_call|Popen|execSync|execFileSync|execFile|spawnSync|spawn|exec|system|popen|shell_exec|passthru|proc_open|pcntl_exec|Open3\s*\.\s*\w+|IO\s*\.\s*popen|os\s*\.\s*execute|io\s*\.\s*popen|exec\.Command|Deno\s*\.\s*Command|Bun\s*\.\s*spawn(?:Sync)?|sh(?=\s*\(?\s*⟦)|ProcessBuilder|Process\s*\.\s*spawn|syscall)\b)\s*\(?/g;
const DELETE =
  /\b(?:rmtree|rmSync|rmdirSync|unlinkSync|truncateSync|rm_rf|rm_r|rm_f|remove_tree|remove_entry\w*|remove_dir|removedirs|RemoveAll|rimraf(?:Sync)?|removeSync|emptyDir(?:Sync)?|deltree|deleteRecursively|send2trash)\b\s*\(?|\b(?:os|fs|fsp|promises|fs\/promises|FileUtils|File|Dir|Deno|IO)\s*(?:\.\s*promises\s*)?\.\s*(?:remove|removeSync|unlink|rmdir|rm|delete|rmdir|truncate|safe_unlink)\b\s*\(?|\.\s*(?:unlink|rmdir)\s*\(|\b(?:unlink|rmdir)\b\s*\(?/g;
/** Stores that are emptied by a method of their client. */
const EMPTIES =
  /\.\s*(?:flush_?all|flush_?db|drop_?database|dropCollection|drop_collection|delete_many\s*\(\s*\{\s*\}|deleteMany\s*\(\s*\{?\s*\}?)\s*[()]/i;
/** Ways to build a string that the line does not show. */
const OBSCURED =
  /\bchr\b|fromCharCode|fromCodePoint|b64decode|base64|\batob\b|Buffer\s*\.\s*from|fromhex|unhexlify|codecs|\bpack\s*\(?|decode\b|rot13|\bord\b|map\s*\(|\bgetattr\b|__import__|importlib|__builtins__|globals\s*\(|\.\s*join\b|\bjoin\b|\.\s*replace\b|\[\s*::|\breverse\b|\btr\/|\by\/|str_rot13|strrev|hex2bin|implode|constructor|compile\s*\(|\bzlib\b|marshal|unescape|decodeURI/;
const HOME =
  /expanduser|homedir|\bhome\s*\(|environ|getenv|process\s*\.\s*env|ENV\s*\[|\$ENV\b|\$HOME|Dir\.home/;
const NETWORK =
  /urlopen|urllib|requests\s*\.\s*(?:get|post)|\bfetch\s*\(|https?\s*\.\s*get|LWP|open-uri|URI\s*\.\s*open|curl_exec|file_get_contents|Net::HTTP|HTTP::Tiny|httpx|aiohttp/;
const EVALUATES = /\b(?:exec|eval|system|instance_eval)\b/;
/** In JavaScript a regular expression has an `exec` too. */
const EVALUATES_JS = /\beval\b|\bFunction\s*\(|\bvm\s*\.\s*run|\bexecSync\b|\bexecFile/;
const SOCKET =
  /\bsocket\b|net\s*\.\s*(?:connect|Socket|createConnection)|IO::Socket|TCPSocket|fsockopen|inet_aton|sockaddr_in/i;
const SHELL_OR_DUP =
  /(?:os\s*\.\s*execute|io\s*\.\s*popen|\bsystem)\s*\(\s*(?!⟦)|dup2|\bfork\b|\/bin\/(?:ba|da|z)?sh|child_process|proc_open|exec\b|subprocess|pty\b/;

export function scan(
  language: string,
  text: string,
  frame: Frame,
  m: Machine,
  argv: readonly string[] = [],
): void {
  const lexed = plainNames(lex(language, text));
  const { code, strings } = lexed;
  const strict = !frame.lenient;
  const here = deeper(frame, { scope: fork(frame.scope), stdin: frame.stdin });
  const inside = { ...here, lenient: true };
  const obscured = strict && (OBSCURED.test(code) || !isKnown(text.replaceAll(ENV, "")));
  if (/(?:while|for|loop|until)[^;]{0,60}\bfork\b|\bfork\b[^;]{0,20}while\b/.test(code))
    m.object("system.fork-bomb", [language, text], here);
  if (
    strict &&
    strings.some((s) => /^\/inet[46]?\/(?:tcp|udp)\//.test(s) && !isLoopback(s.split("/")[4] ?? ""))
  )
    m.object("network.raw-socket", [language, text], here);
  const connects =
    SOCKET.test(code + strings.join(" ")) || (strings.includes("net") && /\bconnect\b/.test(code));
  if (connects && SHELL_OR_DUP.test(code + strings.join(" ")) && strict) {
    m.object("network.reverse-shell", [language, text], here);
  }
  const fetches = NETWORK.test(code) || (strings.some((s) => /^https?:/.test(s)) && /\bget\b/.test(code));
  if (strict && fetches && (language === "node" ? EVALUATES_JS : EVALUATES).test(code))
    m.object("network.download-run", [language, text], here);
  const names = constants(lexed);
  const named =
    strict &&
    strings.some((s) =>
      /^(?:system|popen|rmtree|rmSync|rm|unlink|unlinkSync|remove|execSync|spawnSync|child_process|shutil|subprocess|os|fs|rmdirSync)$/.test(
        s,
      ),
    ) &&
    /\[\s*⟦|getattr|__import__|require|import/.test(code);
  // PHP calls a function by its name in a string.
  if (language === "php" && strings.some((s) => /^(?:unlink|rmdir|rename)$/.test(s)))
    everything(lexed, here, m);
  spawned(lexed, names, obscured, { language, own: text }, here, inside, argv, m);
  deleted(lexed, names, obscured, here, argv, m);
  if (named && obscured && /getattr|\[\s*⟦\d+⟧\s*\]\s*\(/.test(code)) everything(lexed, here, m);
  const evaluates = language === "node" ? /\b(?:eval|Function)\s*\(/ : /\b(?:eval|exec|Function|loads)\s*\(/;
  if (strict && evaluates.test(code) && OBSCURED.test(code))
    m.object("shell.dynamic-code", [language, text], here);
  for (const [, n = ""] of code.matchAll(/\b(?:eval|exec|instance_eval)\s*\(?\s*⟦(\d+)⟧/g)) {
    const inner = strings[Number(n)] ?? "";
    if (inner.length < text.length) m.code(language, inner, here);
  }
  written(lexed, names, here, m);
  if (language === "node")
    for (const inner of strings.map(codeOfUrl)) if (inner !== null) m.code(language, inner, here);
  for (const piece of readings(lexed)) {
    const [path = ""] = stringsIn(piece, lexed, names);
    if (/^(?:\/|~)/.test(path) && !path.includes("\n")) m.open(path, "read", here);
  }
  // `Path.home() / ".ssh" / "id_rsa"`, `os.path.join(home, ".ssh", "id_rsa")`.
  if (strict && HOME.test(code))
    for (const [chain] of code.matchAll(/⟦\d+⟧(?:\s*[/,]\s*⟦\d+⟧)*/g)) {
      const parts = [...chain.matchAll(/\d+/g)].map(([n]) => strings[Number(n)] ?? "");
      if (parts.every((part) => /^\/?[\w.-]+(?:\/[\w.-]+)*$/.test(part)))
        m.open([m.context.home, ...parts].join("/"), "read", here);
    }
  if (strict && carriesAway(lexed)) m.object("network.exfiltrate", [language, text], here);
  const asked = strict ? asksElsewhere(lexed, names) : null;
  if (asked !== null) m.object(asked, [language, text], here);
  const told = strict ? showsCredential(lexed) : null;
  if (told !== null) m.object(told, [language, text], here);
  if (strict && !strings.some((s) => /^(?::memory:|\/tmp\/)/.test(s))) {
    for (const { piece } of callsOf(code, /\.\s*(?:execute(?:script|many)?|query|exec)\s*\(/g))
      for (const s of stringsIn(piece, lexed, names))
        if (destroys(s)) m.object("database.destroy", [language, s], here);
  }
  if (strict && EMPTIES.test(code)) m.object("database.destroy", [language, text], here);
  if (strict)
    for (const s of strings)
      if (/^(?:\/|~|\.env|\.\.?\/)/.test(s) && !s.includes("\n")) m.open(s, "read", here);
  for (const [, target = ""] of code.matchAll(
    /\b(?:os\s*\.\s*kill|process\s*\.\s*kill|posix_kill|os\s*\.\s*killpg)\s*\(\s*(-?\d+)/g,
  ))
    m.argv(["kill", "-9", target], here);
  for (const [, names_ = ""] of code.matchAll(/\bkill\s*\(?\s*(?:\d+|⟦\d+⟧)\s*,\s*(-?\d+)/g))
    m.argv(["kill", "-9", names_], here);
  if (/\bkill\b/.test(code) && /\bgetppid\b|process\s*\.\s*ppid/.test(code)) m.argv(["kill", PARENT], here);
  if (isForeign(language)) foreign(language, text, lexed, names, here, m);
  if (language === "awk") awk(lexed, names, here, m);
  if (language === "tcl") tcl(text, here, m);
}

const readings = ({ code }: Lexed): string[] =>
  [...callsOf(code, READ, () => true)].map(({ piece }) => piece);

/** Ways to hide a string that are never needed to say which program to start. */
const HIDDEN =
  /fromCharCode|fromCodePoint|\batob\b|\bBuffer\b|b64decode|base64_decode|fromhex|unhexlify|\bchr\s*\(|\bpack\b|rot13|decodestring|\bdecode\s*\(/;

/** `"%s -rf" % "rm"` and `"{} -rf".format("rm")`, filled in. */
function formatted(piece: string, { strings }: Lexed): string | null {
  const found = /^\s*\(?⟦(\d+)⟧\s*(?:%|\.\s*format\s*\()\s*([^\n]*)$/.exec(piece);
  if (found === null) return null;
  const values = [...(found[2] ?? "").matchAll(/⟦(\d+)⟧|(?<![.\w])[A-Za-z_]\w*/g)].map(([, n]) =>
    n === undefined ? ANY : (strings[Number(n)] ?? ""),
  );
  let at = 0;
  return (strings[Number(found[1])] ?? "").replace(/%[sdr]|\{\w*\}/g, () => values[at++] ?? ANY);
}

/** A string with what is added to it: `"rm " + x` is `rm ‹unknown›`. */
function joinedText(piece: string, lexed: Lexed, names: ReadonlyMap<string, string>): string {
  return firstOf(piece).replace(/⟦(\d+)⟧|\s*[+.]\s*|[$@]?[\w.[\]]+/g, (part, n?: string) =>
    n !== undefined
      ? (lexed.strings[Number(n)] ?? "")
      : /^\s*[+.]\s*$/.test(part)
        ? ""
        : (names.get(part.replace(/^[$@]/, "")) ?? ENV),
  );
}

function spawned(
  lexed: Lexed,
  names: ReadonlyMap<string, string>,
  obscured: boolean,
  { language, own }: { readonly language: string; readonly own: string },
  here: Frame,
  inside: Frame,
  argv: readonly string[],
  m: Machine,
): void {
  const { code, strings, ticked } = lexed;
  let blind = false;
  for (const { found, piece } of callsOf(code, SPAWN)) {
    if (/^\s*[=:]/.test(piece)) continue;
    const ofHome = /expanduser/.test(piece);
    const words = stringsIn(piece, lexed, names).map((word) =>
      ofHome ? word.replace(/^~(?=\/|$)/, m.context.home) : word,
    );
    if (/\bhomedir\s*\(\s*\)|\bPath\s*\.\s*home\b|\bDir\s*\.\s*home\b/.test(piece))
      words.push(m.context.home);
    const [first] = words;
    const filled = formatted(piece, lexed);
    if (filled !== null) m.text(filled, here);
    if (!here.lenient && HIDDEN.test(piece)) m.object("shell.dynamic-code", ["code", shorten(code)], here);
    if (first === undefined) {
      blind ||=
        (found[0].endsWith("(") || /^\s?\$_/.test(piece)) &&
        piece.trim() !== "" &&
        !/^\s*(?:r|re|regex|pattern)?\s*$/.test(piece);
      continue;
    }
    const text = joinedText(piece.replace(/^[\s([]+/, ""), lexed, names);
    if (/[a-z:]/i.test(text)) m.text(/^⟦/.test(piece.trim()) || words.length === 1 ? text : first, here);
    if (words.length > 1)
      m.argv(
        words.flatMap((w, i) => (i === 0 ? w.split(/\s+/) : [w])),
        here,
      );
  }
  for (const n of ticked) {
    // In JavaScript backticks are a string, and a command only where a shell's `$` stands before them.
    const before = code[code.indexOf(`⟦${n}⟧`) - 1] ?? "";
    if (language !== "node" || before === "$") m.text(strings[n] ?? "", inside);
    blind ||= language !== "node" && /^[\ufdd0-\ufddf]/.test(strings[n] ?? "");
  }
  if (blind && !here.lenient) {
    if (obscured) m.object("shell.dynamic-code", ["code", shorten(code)], here);
    // What it starts it may have read: `perl -ne 'system $_'`.
    const lines = here.stdin === undefined || here.stdin === own ? [] : here.stdin.split("\n");
    for (const s of [...strings, ...argv, ...lines]) if (/\s/.test(s) && !s.includes("\n")) m.text(s, inside);
  }
}

function deleted(
  lexed: Lexed,
  names: ReadonlyMap<string, string>,
  obscured: boolean,
  here: Frame,
  argv: readonly string[],
  m: Machine,
): void {
  const { code, strings } = lexed;
  let blind = false;
  for (const { found, piece } of callsOf(code, DELETE)) {
    const owner = /(?:Path|URL|file)\s*\(\s*⟦(\d+)⟧[^)]*\)\s*$/.exec(
      code.slice(Math.max(0, found.index - 80), found.index),
    );
    const words =
      owner === null ? stringsIn(firstOf(piece), lexed, names) : [strings[Number(owner[1])] ?? ""];
    if (words.length === 0 || /\bhome\s*\(|expanduser|environ|homedir|glob|join/.test(piece)) blind = true;
    // `rmtree(sys.argv[1])`: whatever the script is given.
    if (words.length === 0 && /\b(?:argv|ARGV)\b/.test(firstOf(piece)))
      for (const arg of argv) if (!arg.startsWith("-")) m.argv(["rm", "-rf", "--", arg], here);
    if (!/expanduser|homedir|environ|home\(/.test(piece))
      for (const word of words) m.argv(["rm", "-rf", "--", word], here);
  }
  // What the line hands over by name may be what goes.
  for (const [name, value] of Object.entries(here.env))
    if (blind && strings.includes(name)) m.argv(["rm", "-rf", "--", value], here);
  if (!blind || here.lenient) return;
  if (obscured && !/\bglob\b|\.join\b|\bjoin\b|\bmap\b/.test(code))
    m.object("shell.dynamic-code", ["code", shorten(code)], here);
  if (HOME.test(code)) m.argv(["rm", "-rf", "--", `${m.context.home}/${ENV}`], here);
  everything(lexed, here, m);
  if (/argv|ARGV|\$1|\bshift\b|[$@]_\b/.test(code))
    for (const arg of argv) m.argv(["rm", "-rf", "--", arg], here);
}

/** Where the code deletes something that its call does not name, every path in it may be meant. */
function everything({ strings }: Lexed, here: Frame, m: Machine): void {
  for (const s of strings) {
    if (/^(?:\/|~|\.\.)/.test(s) && !s.includes("\n")) m.argv(["rm", "-rf", "--", s], here);
    else if (/^\s*(?:sudo\s+)?rm\s/.test(s)) m.text(s, here);
  }
}

function awk({ code, strings }: Lexed, names: ReadonlyMap<string, string>, here: Frame, m: Machine): void {
  for (const [, what = "", n = ""] of code.matchAll(/(?<![^;{}\n|])([^;{}\n|]*)\|&?\s*⟦(\d+)⟧/g)) {
    const program = strings[Number(n)] ?? "";
    m.text(program, here);
    // What is printed into a shell is its program.
    const given = /\bprintf?\b/.test(what)
      ? stringsIn(what, { code, strings, ticked: new Set() }, names)
      : [];
    if (/(?:^|\/)(?:ba|da|z|k)?sh\b/.test(program)) for (const line of given) m.text(line, here);
  }
  for (const [, n = ""] of code.matchAll(/⟦(\d+)⟧\s*\|&?\s*getline/g)) m.text(strings[Number(n)] ?? "", here);
  for (const [, n = ""] of code.matchAll(/\bprintf?\b[^;}\n]*>>?\s*⟦(\d+)⟧/g))
    m.open(strings[Number(n)] ?? ANY, "write", here);
}

const shorten = (code: string): string => (code.length > 200 ? `${code.slice(0, 200)}…` : code);
