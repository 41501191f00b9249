/** The recipes that a Makefile runs for some targets, with its variables filled in as far as they are plain. */
import { LIMITS } from "../limits.ts";
import { ENV } from "../value.ts";
import { TooMuch } from "./machine.ts";
import { linesOf, type Recipe, type Recipes, recipeOf } from "./recipes.ts";

const SET = /^\s*(?:(?:export|override|private)\s+)*([\w.-]+)\s*([:?+!]{0,3})=([\s\S]*)$/;
const RULE = /^([^\s:=][^:=]*):{1,2}(?!=)([^;]*)(?:;([\s\S]*))?$/;
const INCLUDE = /^\s*[-s]?include\s([\s\S]*)$/;
const VARIABLE = /\$\$|\$[({]([\w.-]+)[)}]|\$([@<^*?])|\$[({][^(){}]*[)}]/g;

/** So often names are compared with patterns: some hundred of each, and then some. */
const TRIED = 1_000_000;

export interface Around {
  /** Variables of the command line, which count before those of the file. */
  readonly given: ReadonlyMap<string, string>;
  readonly environment: Readonly<Record<string, string>>;
  /** What a file that it includes holds. */
  readonly read: (path: string) => string | null;
}

/** The first target when none is named. What it runs while it is read comes before all recipes. */
export function makeTargets(
  text: string,
  targets: readonly string[],
  { given, environment, read }: Around,
): readonly string[] {
  const variables = new Map(Object.entries(environment));
  const recipes: Recipes = new Map();
  const atOnce: string[] = [];
  const included = new Set<string>();
  let first: string | undefined;

  const file = (content: string): void => {
    let current: Recipe[] = [];
    let defined: string | null = null;
    for (const line of content.replace(/\\\n[ \t]*/g, " ").split("\n")) {
      if (defined !== null) {
        if (/^\s*endef\b/.test(line)) defined = null;
        else variables.set(defined, `${variables.get(defined) ?? ""}${line}\n`);
      } else if (line.startsWith(variables.get(".RECIPEPREFIX")?.trim()[0] ?? "\t")) {
        for (const { lines } of current) lines.push(line.slice(1));
      } else {
        const plain = line.replace(/(?<!\\)#[\s\S]*/, "");
        defined = /^\s*(?:override\s+)?define\s+([\w.-]+)/.exec(plain)?.[1] ?? null;
        if (defined === null) current = statement(plain, current);
      }
    }
  };

  const statement = (line: string, current: Recipe[]): Recipe[] => {
    const [, name = "", how = "", value = ""] = SET.exec(line) ?? [];
    if (name !== "") {
      variables.set(name, how.includes("+") ? `${variables.get(name) ?? ""} ${value.trim()}` : value.trim());
      if (how.includes("!")) atOnce.push(value);
      filled.clear();
    }
    atOnce.push(...shellsIn(line));
    if (name !== "") return current;
    for (const path of INCLUDE.exec(line)?.[1]?.trim().split(/\s+/) ?? []) {
      const known = included.has(path) ? null : read(fill(path));
      included.add(path);
      if (known !== null) file(known);
    }
    const [, names = "", needs = "", command] = RULE.exec(line) ?? [];
    if (names === "") return current;
    const made = new Set(fill(names).trim().split(/\s+/));
    first ??= [...made].find((one) => !/^\.|%/.test(one));
    const put = [...made].map((one) => recipeOf(recipes, one));
    for (const recipe of put) {
      for (const need of fill(needs).trim().split(/\s+/)) if (need !== "") recipe.needs.push(need);
      if (command !== undefined) recipe.lines.push(command);
    }
    return put;
  };

  const filled = new Map<string, string>();
  const valueNow = (name: string): string => {
    const known = filled.get(name);
    if (known !== undefined) return known;
    const value = given.get(name) ?? variables.get(name);
    filled.set(name, ENV);
    const made = value === undefined ? ENV : fill(value);
    filled.set(name, made.length > LIMITS.value ? ENV : made);
    return filled.get(name) ?? ENV;
  };
  const fill = (line: string): string => {
    let length = 0;
    return line.replace(VARIABLE, (whole, name?: string, automatic?: string) => {
      const put =
        whole === "$$"
          ? "$"
          : name === "MAKE"
            ? "make"
            : automatic !== undefined || name === undefined
              ? ENV
              : valueNow(name);
      length += put.length;
      if (length > LIMITS.file) throw new TooMuch();
      return put;
    });
  };

  file(text);
  filled.clear();
  const goal = variables.get(".DEFAULT_GOAL") ?? first;
  const usual = goal === undefined ? [] : fill(goal).split(/\s+/);
  const patterns = [...recipes].filter(([name]) => name.includes("%"));
  let tried = 0;
  const lines = linesOf(recipes, targets.length > 0 ? targets : usual, (name) => {
    tried += patterns.length;
    if (tried > TRIED) throw new TooMuch();
    return patterns.flatMap(([pattern, recipe]) => {
      const stem = stemOf(name, pattern);
      return stem === null
        ? []
        : [{ ...recipe, by: pattern, needs: recipe.needs.map((need) => need.replace("%", stem)) }];
    });
  });
  const commands = [...atOnce, ...lines, ...lines.flatMap(shellsIn)].map((line) =>
    fill(line).replace(/^[\s@+-]+/, ""),
  );
  return recipes.has(".ONESHELL") ? [commands.join("\n")] : commands;
}

/** What `%` stands for in a name that fits. */
function stemOf(name: string, pattern: string): string | null {
  const [before = "", after = ""] = pattern.split("%", 2);
  const fits = name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
  return fits ? name.slice(before.length, name.length - after.length) : null;
}

/** The commands of `$(shell …)`, and of those inside them. */
function shellsIn(line: string): string[] {
  if (!line.includes("shell")) return [];
  const found: string[] = [];
  const open: (number | null)[] = [];
  let inside = 0;
  for (let i = 0; i < line.length; i += 1) {
    const c = line[i] ?? "";
    if ("({".includes(c)) {
      const shell = line[i - 1] === "$" && /^shell\s/.test(line.slice(i + 1, i + 7));
      if (shell) inside += 1;
      if (inside > LIMITS.depth) throw new TooMuch();
      open.push(shell ? i + 6 : null);
    } else if (")}".includes(c)) {
      const from = open.pop() ?? null;
      if (from === null) continue;
      inside -= 1;
      found.push(line.slice(from, i));
    }
  }
  const unclosed = open.find((from) => from !== null);
  return unclosed == null ? found : [...found, line.slice(unclosed)];
}
