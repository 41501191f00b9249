/** Aliases that git finds on disk, read as git reads its configuration files: sections, quotes, comments, lines that go on, includes. */
import { normalise, parentOf } from "../path/normal.ts";
import type { GitCall } from "./git-call.ts";
import type { Frame, Machine } from "./machine.ts";

/** So far git follows files that include one another. */
const INCLUDED = 10;

/** Every value that a command has as an alias on disk: of the machine's owner, of each place where it may work, and of what those include. */
export function aliasesOnDisk({ sub: command, folders }: GitCall, frame: Frame, m: Machine): string[] {
  const { root, cwd, home } = m.context;
  const places = [root ?? cwd, ...frame.scope.cwd, ...folders.map((folder) => normalise(folder, cwd))];
  const files = [
    `${frame.env.XDG_CONFIG_HOME ?? `${home}/.config`}/git/config`,
    `${home}/.gitconfig`,
    ...places.flatMap((place) =>
      [".git/config", ".git/config.worktree", "config"].map((file) => `${place}/${file}`),
    ),
  ];
  const name = command.toLowerCase();
  const found: string[] = [];
  const seen = new Set<string>();
  const visit = (file: string, depth: number): void => {
    if (seen.has(file) || depth > INCLUDED) return;
    seen.add(file);
    const text = m.read(file, frame);
    if (text === null) return;
    for (const [key, value] of settings(text)) {
      if (key === `alias.${name}` || key === `alias.${command}.command`) found.push(value);
      if (key === "include.path" || /^includeif\..*\.path$/s.test(key))
        visit(
          /^[/~]/.test(value) ? value.replace(/^~(?=\/)/, home) : `${parentOf(file)}/${value}`,
          depth + 1,
        );
    }
  };
  for (const file of files) visit(file, 0);
  return found;
}

/** Keys in small letters, but for what stands between the first dot and the last. */
export function settings(text: string): Array<readonly [string, string]> {
  const found: Array<readonly [string, string]> = [];
  let section = "";
  for (let i = 0; i < text.length; ) {
    const c = text[i] ?? "";
    if (/\s/.test(c)) i += 1;
    else if (c === "#" || c === ";") i = lineEnd(text, i);
    else if (c === "[") {
      const header = /\[([\w.-]*)[ \t]*(?:"((?:\\.|[^"\\\n])*)"\])?\]?/y;
      header.lastIndex = i;
      const [whole = c, name = "", sub] = header.exec(text) ?? [];
      section = name.toLowerCase() + (sub === undefined ? "" : `.${sub.replace(/\\(.)/g, "$1")}`);
      i += whole.length;
    } else {
      const word = /[\w-]+/y;
      word.lastIndex = i;
      const key = word.exec(text)?.[0] ?? c;
      const equals = /[ \t]*=?/y;
      equals.lastIndex = i + key.length;
      const between = equals.exec(text)?.[0] ?? "";
      const { value, end } = valueAt(text, i + key.length + between.length);
      found.push([`${section}.${key.toLowerCase()}`, between.endsWith("=") ? value : "true"]);
      i = end;
    }
  }
  return found;
}

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
};

/** One value, up to its line's end or a comment, and where it ends. */
function valueAt(text: string, from: number): { readonly value: string; readonly end: number } {
  const made: string[] = [];
  let quoted = false;
  let kept = 0;
  let i = from;
  for (; i < text.length && text[i] !== "\n"; i += 1) {
    const c = text[i] ?? "";
    if (!quoted && (c === "#" || c === ";")) {
      i = lineEnd(text, i);
      break;
    }
    if (c === "\\") {
      i += text[i + 1] === "\r" && text[i + 2] === "\n" ? 2 : 1;
      const next = text[i] ?? "";
      if (next !== "\n") made.push({ n: "\n", t: "\t", b: "\b" }[next] ?? next);
    } else if (c === '"') quoted = !quoted;
    else if (quoted || !/\s/.test(c)) made.push(c);
    else if (made.length > 0) {
      made.push(c);
      continue;
    }
    // Blanks at the end are no part of it, unless they are quoted.
    kept = made.length;
  }
  return { value: made.slice(0, kept).join(""), end: i };
}

/** The words of an alias, parted as git parts them: blanks, quotes and backslashes, and nothing else of a shell. */
export function wordsOf(alias: string): string[] {
  const words: string[] = [];
  let word: string[] | null = null;
  let quote = "";
  for (let i = 0; i < alias.length; i += 1) {
    const c = alias[i] ?? "";
    if (quote === "" && /\s/.test(c)) {
      if (word !== null) words.push(word.join(""));
      word = null;
      continue;
    }
    word ??= [];
    if (quote === "" && (c === '"' || c === "'")) quote = c;
    else if (c === quote) quote = "";
    else if (c === "\\" && quote !== "'") word.push(alias[++i] ?? "");
    else word.push(c);
  }
  return word === null ? words : [...words, word.join("")];
}
