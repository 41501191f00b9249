/** Named recipes of a build tool, and which of them run for what was asked. */
import { LIMITS } from "../limits.ts";
import { TooMuch } from "./machine.ts";

export interface Recipe {
  /** Other recipes that run before. */
  readonly needs: string[];
  readonly lines: string[];
}

/** A recipe for many names, and the pattern that it stands under. */
export interface Ruled extends Recipe {
  readonly by: string;
}

export type Recipes = Map<string, Recipe>;

export function recipeOf(all: Recipes, name: string): Recipe {
  const there = all.get(name) ?? { needs: [], lines: [] };
  all.set(name, there);
  return there;
}

/** The lines of some recipes, those of what they need first. `otherwise`: what runs for a name that has no recipe of its own. */
export function linesOf(
  all: Recipes,
  wanted: readonly string[],
  otherwise: (name: string) => readonly Ruled[] = () => [],
): string[] {
  const lines: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string, depth: number, used: ReadonlySet<string>): void => {
    if (depth > LIMITS.words) throw new TooMuch();
    if (seen.has(name)) return;
    seen.add(name);
    const own = all.get(name);
    const ruled: readonly Ruled[] = own === undefined || own.lines.length === 0 ? otherwise(name) : [];
    for (const { by, needs, lines: more } of [...ruled, ...(own ? [{ ...own, by: "" }] : [])]) {
      // `%: common-%` would make names for ever; a rule makes no part of what it makes.
      if (used.has(by)) continue;
      const now = by === "" ? used : new Set([...used, by]);
      for (const need of needs) visit(need, depth + 1, now);
      lines.push(...more);
    }
  };
  for (const name of wanted) visit(name, 0, new Set());
  return lines;
}
