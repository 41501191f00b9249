/** The recipes of `just` and of `task`, and what those files run whatever recipe is asked for. */
import { filled } from "../code/holes.ts";
import { ENV } from "../value.ts";
import { type Recipe, type Recipes, recipeOf } from "./recipes.ts";

export interface TaskFile {
  readonly recipes: Recipes;
  readonly always: readonly string[];
  /** What runs when nothing is named. */
  readonly first: string | undefined;
}

const plain = (line: string): string => filled(line, "{{", "}}", () => ENV);

/** Lines indented below `name arguments: needs`. One that begins with `#!` is a script, not one line after the other. */
export function readJustfile(text: string): TaskFile {
  const recipes: Recipes = new Map();
  const always: string[] = [];
  let current: Recipe | null = null;
  let first: string | undefined;
  for (const line of text.replace(/\\\n[ \t]*/g, " ").split("\n")) {
    const [, name, needs = ""] = /^@?([\w-]+)(?:[ \t][^:]*|):(?!=)([\s\S]*)$/.exec(line) ?? [];
    const [, alias, of = ""] = /^alias[ \t]+([\w-]+)[ \t]*:=[ \t]*([\w-]+)/.exec(line) ?? [];
    if (name !== undefined) {
      first ??= name;
      current = recipeOf(recipes, name);
      for (const [need] of needs.matchAll(/[\w-]+/g)) current.needs.push(need);
    } else if (alias !== undefined) recipeOf(recipes, alias).needs.push(of);
    else if (/^[ \t]+\S/.test(line)) current?.lines.push(plain(line.trim()).replace(/^[@-]+/, ""));
    for (const [, ticked = ""] of name === undefined && /^\S/.test(line) ? line.matchAll(/`([^`]*)`/g) : [])
      always.push(ticked);
  }
  for (const { lines } of recipes.values())
    if (lines[0]?.startsWith("#!") === true) lines.splice(0, lines.length, lines.join("\n"));
  return { recipes, always, first };
}

/** Commands are items of lists, blocks of several lines among them, below `tasks:`, and values of variables that a command makes. */
export function readTaskfile(text: string): TaskFile {
  const recipes: Recipes = new Map();
  const top: Recipe = { needs: [], lines: [] };
  let current = top;
  let section = "";
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i += 1) {
    const [, indent = "", dash, key = "", rest = ""] =
      /^( *)(- +)?(?:["']?([\w:.-]+)["']?:(?: +|$))?([\s\S]*)$/.exec(lines[i] ?? "") ?? [];
    if (indent === "" && key !== "") section = key;
    const named = indent.length === 2 && section === "tasks" && dash === undefined && key !== "";
    if (section === "tasks" && named) current = recipeOf(recipes, key);
    else if (section !== "tasks") current = top;
    let value = plain(rest.trim()).replace(/^(["'])([\s\S]*)\1$/, "$2");
    if (/^[|>]/.test(rest)) {
      const block: string[] = [];
      for (; i + 1 < lines.length && inside(lines[i + 1] ?? "", indent.length); i += 1)
        block.push(plain(lines[i + 1] ?? ""));
      value = block.join("\n");
    }
    const runs = key === "" ? dash !== undefined : named || /^(?:cmd|sh|defer)$/.test(key);
    if (runs && !/^[[{]|^$/.test(value)) current.lines.push(value);
    if (/^(?:deps|task|cmds|defer)$/.test(key) || runs)
      for (const [need] of /^[[{]/.test(value) || !/\s/.test(value) ? value.matchAll(/[\w:.-]+/g) : [])
        current.needs.push(need);
  }
  return { recipes, always: top.lines, first: "default" };
}

const inside = (line: string, indent: number): boolean => /^\s*$/.test(line) || line.search(/\S/) > indent;
