/**
 * Languages that agents write now and then: Go, Rust, C, Java, Lisp, R, Julia, CMake, … What their standard libraries start,
 * delete and write with, by name; which paths and commands are meant, the strings of the same statement say.
 */
import { deeper, type Frame, type Machine } from "../run/machine.ts";
import { fork } from "../shell/scope.ts";
import { OTHERS } from "./foreign-own.ts";
import type { Lexed } from "./lex.ts";
import { callsOf, stringsIn } from "./pieces.ts";

const FOREIGN = new Set(
  "go rust c java kotlin swift scala groovy r julia octave elixir erlang haskell ocaml lisp lua gnuplot m4 tex cmake xml build".split(
    " ",
  ),
);
export const isForeign = (language: string): boolean => FOREIGN.has(language);

const STARTS =
  /(?<![\w.:/-])(?:[\w.:/]*[.:/])?(?:system2?|shell|sh|exec\w*|popen\d?|spawn\w*|posix_spawnp?|run|run-program|callProcess|callCommand|readProcess|createProcess|rawSystem|[Cc]ommand(?:::new)?|cmd|Process(?:Builder)?|shell-command(?:-to-string)?|call-process(?:-shell-command)?|start-process|commandLine|executable|proc_open)(?![\w-])/g;
/** What the descriptions of builds call it besides. */
const TASKS =
  /(?<![\w-])(?:\w+\.)?(?:run_command|run_always|local|sudo|Execute|Command|AlwaysBuild|add_install_script)(?=\s?\()/g;
const DELETES =
  /(?<![\w-])(?:unlink|rm|rm_rf!?|rm!|file\.remove|remove_dir(?:_all)?|remove_file|RemoveAll|os\.Remove|os\.remove|removeItem|removeFile|removeDirectory(?:Recursive)?|removePathForcibly|deleteDir|deleteRecursively|deleteIfExists|deleteDirectory|deleteQuietly|Files\.delete|fn\.delete|delete-tree|delete-directory(?:-and-files)?|delete-file|rmdir|del_dir_r?|file:delete|rmtree|truncate|remove)(?![\w-])/g;
const WRITES =
  /(?<![\w-])(?:os\.(?:WriteFile|Create|Truncate|Rename|rename)|ioutil\.WriteFile|fs::(?:write|rename|copy)|File::create|f?open|freopen|creat|writeLines|saveRDS|sink|file\.(?:create|rename|copy|append)|spit|writeFile|appendFile|Files\.(?:write\w*|move|copy)|FileWriter|FileOutputStream|PrintWriter|writeText|File\.(?:write!?|rename|cp)|open-output-file|with-open-file|write-region|open_out|moveItem|copyItem)(?![\w-])/g;
const HOME = /UserHomeDir|user\.home|home_dir|NSHomeDirectory|homedir|getenv|Sys\.getenv|System\.get_env/;
const PLACE = /^(?:\/|~|\.\.\/)/;

export function foreign(
  language: string,
  text: string,
  lexed: Lexed,
  names: ReadonlyMap<string, string>,
  here: Frame,
  m: Machine,
): void {
  const own = deeper(here, { scope: fork(here.scope), lenient: true });
  const { code } = lexed;
  const statements = (pattern: RegExp) => callsOf(code, pattern, () => false);
  for (const { piece } of statements(STARTS)) started(stringsIn(piece, lexed, names), own, m);
  // `"rm -rf x".execute()`, and Scala's `"rm -rf x" !`.
  for (const [, n = ""] of code.matchAll(/⟦(\d+)⟧\s*(?:\.\s*execute\b|\.?!)/g))
    m.text(lexed.strings[Number(n)] ?? "", own);
  for (const { found, piece } of statements(DELETES)) {
    const after = stringsIn(piece, lexed, names);
    const before = stringsIn(code.slice(Math.max(0, found.index - 80), found.index), lexed, names);
    const paths = (after.length > 0 ? after : before.slice(-1))
      .filter((s) => PLACE.test(s))
      .map((s) => s.replace(/^~(?=\/|$)/, m.context.home));
    for (const path of paths) m.argv(["rm", "-rf", "--", path], own);
    if (after.length === 0 && HOME.test(piece)) m.argv(["rm", "-rf", m.context.home], own);
  }
  for (const { found, piece } of statements(WRITES)) {
    const given = stringsIn(piece, lexed, names);
    const path = given.find((s) => PLACE.test(s) && !s.includes("\n"));
    const reads =
      given.some((s) => /^rb?$/.test(s)) || (/open$/.test(found[0]) && !given.some((s) => /^[wa]/.test(s)));
    if (path !== undefined && !reads) m.open(path, "write", own);
  }
  if (language === "build") {
    for (const { piece } of statements(TASKS)) started(stringsIn(piece, lexed, names), own, m);
    // `{"actions": ["…"]}`
    for (const [, n = "", list = ""] of code.matchAll(/⟦(\d+)⟧\s?:\s?\[([^[\]]*)\]/g))
      if (lexed.strings[Number(n)] === "actions")
        for (const line of stringsIn(list, lexed, names)) m.text(line, own);
  }
  OTHERS[language]?.(text, own, m);
}

/** As one command line, and as one argument list: which it is differs by language and library. */
function started(words: readonly string[], own: Frame, m: Machine): void {
  const [first] = words;
  if (first === undefined) return;
  m.text(first, own);
  if (words.length > 1) m.argv(words, own);
  // What a shell is given comes somewhere behind it.
  for (const word of words.slice(1)) if (/\s/.test(word) && !word.includes("\n")) m.text(word, own);
}
