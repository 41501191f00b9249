/** What code writes, copies and moves, as far as its calls name the paths. */
import type { Frame, Machine } from "../run/machine.ts";
import type { Lexed } from "./lex.ts";
import { callsOf, stringsIn } from "./pieces.ts";

const WRITE =
  /\b(?:open|writeFileSync|writeFile|appendFileSync|appendFile|createWriteStream|copyFileSync|renameSync|file_put_contents|fopen|File\s*\.\s*write|File\s*\.\s*open|IO\s*\.\s*write|shutil\s*\.\s*(?:move|copy\w*)|os\s*\.\s*(?:rename|replace|truncate|chmod|chown|symlink|mkfifo)|write_text|write_bytes|chmodSync|chmod|rename)\b\s*\(?/g;

export function written(lexed: Lexed, names: ReadonlyMap<string, string>, here: Frame, m: Machine): void {
  const { code } = lexed;
  const programs = new Set<string>();
  for (const { found, piece } of callsOf(code, WRITE)) {
    const method =
      /^(?:write_text|write_bytes|rename|chmod|open)\b/.test(found[0]) && code[found.index - 1] === ".";
    const owner = method ? ownerOf(code, found.index, lexed, names) : null;
    if (owner !== null) {
      const [mode = ""] = stringsIn(piece, lexed, names);
      if (found[0].startsWith("rename")) m.argv(["mv", owner, mode || "."], here);
      else if (!found[0].startsWith("open") || /^[rb]*[wax+]/.test(mode)) m.open(owner, "write", here);
      continue;
    }
    const [path, mode = ""] = stringsIn(piece, lexed, names);
    if (path === undefined || path.includes("\n")) continue;
    if (/open$/.test(found[0].replace(/\s*\(?$/, ""))) {
      if (/^[|-]{2}$/.test(path)) {
        const argv = stringsIn(piece, lexed, names).slice(1);
        if (!programs.has(argv.join(" "))) piped(argv, lexed, here, m);
        programs.add(argv.join(" "));
        continue;
      }
      const perl = /^\s*([>+|-]{1,2}[>|]?)\s*(.*)$/.exec(path) ?? /^\s*([>+|-]{1,2}[>|]?)()$/.exec(path);
      if (perl?.[1]?.includes(">") === true) m.open(perl[2] || mode, "write", here);
      else if (perl?.[1] === "|") m.text(perl[2] ?? "", here);
      else if (path.endsWith("|")) m.text(path.slice(0, -1), here);
      else if (/^[rb]*[wax+]/.test(mode)) m.open(path, mode.includes("a") ? "append" : "write", here);
      continue;
    }
    const moved = /rename|move|replace/.test(found[0]);
    if (moved) m.argv(["mv", path, mode || "."], here);
    else if (/copy/.test(found[0])) m.argv(["cp", path, mode || "."], here);
    else m.open(path, "write", here);
  }
}

/** `open($f, "|-", "sh")`: a program at the other end; into a shell goes what the code prints. */
function piped(argv: readonly string[], { strings }: Lexed, here: Frame, m: Machine): void {
  if (argv.length === 1) m.text(argv[0] ?? "", here);
  else m.argv(argv, here);
  if (/(?:^|\/)(?:ba|da|z|k)?sh$/.test(argv[0] ?? ""))
    for (const line of strings) if (/\s/.test(line)) m.text(line, { ...here, lenient: true });
}

/** `Path("x").write_text(…)`: the path before the method; null where there is none. */
function ownerOf(code: string, at: number, lexed: Lexed, names: ReadonlyMap<string, string>): string | null {
  const before = /(?:\bPath\s*\(\s*⟦(\d+)⟧\s*\)|\b([A-Za-z_]\w*))\s*\.$/.exec(
    code.slice(Math.max(0, at - 80), at),
  );
  if (before === null) return null;
  return (before[1] === undefined ? names.get(before[2] ?? "") : lexed.strings[Number(before[1])]) ?? null;
}
