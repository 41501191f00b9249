/** The recipes that a Makefile runs for some targets, with its variables filled in as far as they are plain. */
import { LIMITS } from "../limits.ts";
import { ENV } from "../value.ts";

interface Rule {
  readonly needs: readonly string[];
  readonly lines: readonly string[];
}

/** The first target when none is named. Recipes of what the targets need come first. */
export function makeTargets(
  text: string,
  targets: readonly string[],
  given: ReadonlyMap<string, string>,
): readonly string[] {
  const variables = new Map<string, string>();
  const rules = new Map<string, Rule>();
  let current: string[] = [];
  let first: string | undefined;
  const shells: string[] = [];
  for (const line of text.replace(/\\\n[ \t]*/g, " ").split("\n")) {
    if (line.startsWith("\t")) {
      for (const target of current) {
        const rule = rules.get(target);
        if (rule !== undefined) rules.set(target, { ...rule, lines: [...rule.lines, line.slice(1)] });
      }
      continue;
    }
    const set = /^\s*(?:export\s+|override\s+)?([\w.-]+)\s*(?:[:?+!]{0,3})=\s*(.*)$/.exec(line);
    if (set !== null) {
      variables.set(set[1] ?? "", set[2] ?? "");
      for (const found of line.matchAll(/\$\(shell ([^()]*)\)/g)) shells.push(found[1] ?? "");
      continue;
    }
    // A function on a line of its own is run for what it does.
    for (const found of line.matchAll(/\$\(shell ([^()]*)\)/g)) shells.push(found[1] ?? "");
    const rule = /^([^\s:#=][^:=#]*):{1,2}(?!=)\s*([^;#]*)(?:;(.*))?$/.exec(line);
    if (rule === null) continue;
    current = (rule[1] ?? "").trim().split(/\s+/);
    for (const target of current) {
      if (!target.startsWith(".")) first ??= target;
      const before = rules.get(target);
      const lines = rule[3] === undefined ? [] : [rule[3]];
      rules.set(target, {
        needs: [...(before?.needs ?? []), ...(rule[2] ?? "").split(/\s+/)],
        lines: [...(before?.lines ?? []), ...lines],
      });
    }
  }
  const fill = (line: string, depth = 0): string =>
    line.replace(
      /\$\$|\$[({]([\w.-]+)[)}]|\$([@<^*?])|\$[({][^(){}]*[)}]/g,
      (whole, name?: string, automatic?: string) => {
        if (whole === "$$") return "$";
        if (name === "MAKE") return "make";
        if (automatic !== undefined || name === undefined) return ENV;
        const value = given.get(name) ?? variables.get(name);
        return value === undefined || depth > 5 ? ENV : fill(value, depth + 1);
      },
    );
  const out: string[] = shells.map((line) => fill(line));
  const seen = new Set<string>();
  const visit = (target: string): void => {
    if (seen.has(target) || out.length > LIMITS.words) return;
    seen.add(target);
    const rule = rules.get(target);
    for (const need of rule?.needs ?? []) visit(need);
    for (const line of rule?.lines ?? []) out.push(fill(line.replace(/^[\s@+-]+/, "")));
  };
  for (const target of targets.length > 0 ? targets : first === undefined ? [] : [first]) visit(target);
  return out;
}
