/** What is known about a shell at one point of a line: variables, functions, aliases, where it stands, what was written. */
import type { Function as FunctionNode } from "unbash";
import { LIMITS } from "../limits.ts";
import { ANY, ENV } from "../value.ts";

/** The values a variable may have here: several after branches. An array keeps its elements in `list`. */
export interface Variable {
  readonly values: readonly string[];
  readonly list?: readonly string[];
}

export interface Scope {
  readonly vars: Map<string, Variable>;
  positional: readonly string[] | null;
  readonly functions: Map<string, readonly FunctionNode[]>;
  readonly aliases: Map<string, string>;
  /** Absolute; may hold marks where it is unknown. */
  cwd: readonly string[];
  oldCwd: readonly string[];
  /** Shared by all scopes of a line: what it wrote, by absolute path, and its symbolic links. */
  readonly files: Map<string, string>;
  readonly links: Map<string, string>;
  /** Shared too: the remotes that the line gave git. */
  readonly remotes: Set<string>;
  /** Nothing after this point runs: exit or return was reached. */
  dead: boolean;
  /** PATH was changed by the line. */
  pathChanged: boolean;
}

export function newScope(cwd: string, positional: readonly string[] | null): Scope {
  return {
    vars: new Map(),
    positional,
    functions: new Map(),
    aliases: new Map(),
    cwd: [cwd],
    oldCwd: [cwd],
    files: new Map(),
    links: new Map(),
    remotes: new Set(),
    dead: false,
    pathChanged: false,
  };
}

/** A subshell: it sees everything, and changes nothing but files. */
export function fork(scope: Scope): Scope {
  return {
    ...scope,
    vars: new Map(scope.vars),
    functions: new Map(scope.functions),
    aliases: new Map(scope.aliases),
    dead: false,
  };
}

export function limited(values: readonly string[]): readonly string[] {
  if (values.length === 1) return values;
  const distinct = [...new Set(values)];
  return distinct.length > LIMITS.alternatives ? [ANY] : distinct;
}

export function assign(
  scope: Scope,
  name: string,
  values: readonly string[],
  list?: readonly string[],
): void {
  const kept = limited(values.map((value) => (value.length > LIMITS.value ? ANY : value)));
  // Each element that is added copies those that are there.
  const elements = list !== undefined && list.length > LIMITS.words ? [ANY] : list;
  scope.vars.set(name, elements === undefined ? { values: kept } : { values: kept, list: elements });
  if (name === "PATH") scope.pathChanged = true;
}

/** After a branch that may or may not have run: each variable may have either value. Ended branches do not count. */
export function join(into: Scope, other: Scope): void {
  if (other.dead) return;
  if (into.dead) {
    into.vars.clear();
    for (const [name, variable] of other.vars) into.vars.set(name, variable);
    into.cwd = other.cwd;
    into.dead = false;
    return;
  }
  for (const name of new Set([...into.vars.keys(), ...other.vars.keys()])) {
    const ours = into.vars.get(name);
    const theirs = other.vars.get(name);
    if (ours === theirs) continue;
    const all = limited([...(ours?.values ?? [ENV]), ...(theirs?.values ?? [ENV])]);
    const list =
      ours?.list === undefined && theirs?.list === undefined ? undefined : both(ours?.list, theirs?.list);
    into.vars.set(name, list === undefined ? { values: all } : { values: all, list });
  }
  for (const [name, bodies] of other.functions) {
    const ours = into.functions.get(name) ?? [];
    if (bodies !== ours) into.functions.set(name, both(ours, bodies));
  }
  for (const [name, text] of other.aliases) if (!into.aliases.has(name)) into.aliases.set(name, text);
  if (into.cwd !== other.cwd) into.cwd = limited([...into.cwd, ...other.cwd]);
  into.pathChanged ||= other.pathChanged;
}

const both = <T>(a: readonly T[] = [], b: readonly T[] = []): readonly T[] => [...new Set([...a, ...b])];
