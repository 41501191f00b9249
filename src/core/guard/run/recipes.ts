/** Named recipes of a build tool, and which of them run for what was asked. */
import { LIMITS } from "../limits.ts";
import { TooMuch } from "./machine.ts";

export interface Recipe {
  /** Other recipes that run before. */
  readonly needs: string[];
  readonly lines: string[];
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
  otherwise: (name: string) => readonly Recipe[] = () => [],
): string[] {
  const lines: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string, depth: number): void => {
    if (depth > LIMITS.words) throw new TooMuch();
    if (seen.has(name)) return;
    seen.add(name);
    const own = all.get(name);
    for (const recipe of own === undefined || own.lines.length === 0
      ? [...otherwise(name), ...(own ? [own] : [])]
      : [own]) {
      for (const need of recipe.needs) visit(need, depth + 1);
      lines.push(...recipe.lines);
    }
  };
  for (const name of wanted) visit(name, 0);
  return lines;
}
