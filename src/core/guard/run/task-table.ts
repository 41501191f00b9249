/** Named commands in a table of JSON or TOML, in whichever of the usual ways its file has to say them. */
import { parse } from "smol-toml";
import { ENV, isKnown } from "../value.ts";
import { type Recipe, type Recipes, recipeOf } from "./recipes.ts";

export type Tree = Readonly<Record<string, unknown>>;

const COMMANDS =
  /^(?:cmds?|commands?|shell|script|run|exec|entry|expr|buildCommand|runner|(?:initialize|onCreate|updateContent|postCreate|postStart|postAttach)Command)$/;
const NEEDS =
  /^(?:depends?|depends[-_]on|deps|dependencies|dependsOn|sequence|parallel|composite|ref|pre|post|wait_for|run_task|extend|alias|target)$/;

export const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Null where the text is nothing that its program would read either. */
export function treeOf(path: string, text: string): Tree | null {
  try {
    const made: unknown = /\.(?:jsonc?|lintstagedrc)$|rc$/.test(path)
      ? JSON.parse(plainJson(text))
      : parse(text);
    return isTree(made) ? made : null;
  } catch {
    return null;
  }
}

/** JSON without what some programs let stand in it: a mark of its encoding, comments, commas behind the last item. */
export function plainJson(text: string): string {
  const pieces: string[] = [];
  // Where a comma stands that only blanks and comments have followed.
  let comma = -1;
  for (let i = text.startsWith("\ufeff") ? 1 : 0; i < text.length; ) {
    const c = text[i] ?? "";
    let end = i + 1;
    if (c === '"') {
      while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
      pieces.push(text.slice(i, end + 1));
      end += 1;
    } else if (c === "/" && (text[i + 1] === "/" || text[i + 1] === "*")) {
      const line = text[i + 1] === "/";
      const found = text.indexOf(line ? "\n" : "*/", i + 2);
      end = found < 0 ? text.length : found + (line ? 0 : 2);
    } else {
      if (comma >= 0 && (c === "}" || c === "]")) pieces[comma] = "";
      pieces.push(c);
    }
    if (c === ",") comma = pieces.length - 1;
    else if (c !== "/" && /\S/.test(c)) comma = -1;
    i = end;
  }
  return pieces.join("");
}

/** What a path of names leads to; `*` stands for each name there is. */
export function at(tree: unknown, path: string): readonly unknown[] {
  return path
    .split(".")
    .reduce<readonly unknown[]>(
      (found, name) =>
        found.flatMap((one) =>
          !isTree(one) ? [] : name === "*" ? Object.values(one) : Object.hasOwn(one, name) ? [one[name]] : [],
        ),
      [tree],
    );
}

/** The commands of one or several tables. */
export function recipesIn(tables: readonly unknown[]): Recipes {
  const made: Recipes = new Map();
  for (const table of tables)
    if (isTree(table)) for (const [name, entry] of Object.entries(table)) take(entry, recipeOf(made, name));
  return made;
}

/** All the commands in a value, whatever they are named. */
export function commandsIn(value: unknown): readonly string[] {
  const made: Recipe = { needs: [], lines: [] };
  take(value, made);
  return made.lines;
}

function take(entry: unknown, recipe: Recipe): void {
  if (typeof entry === "string") recipe.lines.push(entry);
  else if (Array.isArray(entry)) {
    const words = entry.filter((one): one is string => typeof one === "string");
    // A list of commands, or the words of one: what its program takes it for, the file does not say.
    if (words.length > 1 && !/\s/.test(words[0] ?? "")) recipe.lines.push(quoted(words));
    for (const one of entry) take(one, recipe);
  } else if (isTree(entry)) {
    const args = Array.isArray(entry.args)
      ? entry.args.filter((one): one is string => typeof one === "string")
      : [];
    for (const [key, value] of Object.entries(entry)) {
      if (COMMANDS.test(key)) {
        if (typeof value === "string" && args.length > 0) recipe.lines.push(`${value} ${quoted(args)}`);
        else take(value, recipe);
      } else if (NEEDS.test(key)) need(value, recipe);
    }
    // nx names it so.
    if (isTree(entry.options)) take(entry.options, recipe);
  }
}

/** Other tasks by name, with arguments or without, or commands where they stand. */
function need(value: unknown, recipe: Recipe): void {
  for (const one of Array.isArray(value) ? value : [value]) {
    if (isTree(one)) take(one, recipe);
    for (const name of isTree(one) ? [one.name, one.task] : [one]) {
      if (typeof name !== "string") continue;
      recipe.needs.push(name.trim().split(/\s+/, 1)[0] ?? "");
      if (/\s/.test(name.trim())) recipe.lines.push(name);
    }
  }
}

/** Words as a shell takes them for what they are; of an unknown one its marks must stay to be seen. */
export const quoted = (words: readonly string[]): string =>
  words
    .map((word) => (isKnown(word) ? `'${word.replaceAll("'", "'\\''")}'` : word === "" ? ENV : word))
    .join(" ");
