/** Other names for the same thing: `fs["rmSync"]`, `getattr(os, "system")`, `import subprocess as s`, `{ execSync: e }`. */
import type { Lexed } from "./lex.ts";

/** An alias of an alias of an alias. */
const HOPS = 5;

export function plainNames(lexed: Lexed): Lexed {
  const { strings } = lexed;
  const word = (n: string): string | null => {
    const text = strings[Number(n)] ?? "";
    return /^(?:node:)?[A-Za-z_][\w/]*$/.test(text) ? text.replace(/^node:/, "") : null;
  };
  let code = lexed.code
    .replace(
      /(?:__import__|import_module|require)\s*\(\s*⟦(\d+)⟧\s*\)/g,
      (whole, n: string) => word(n) ?? whole,
    )
    .replace(/\bgetattr\s*\(\s*([\w.]+)\s*,\s*⟦(\d+)⟧\s*\)/g, (whole, from: string, n: string) => {
      const name = word(n);
      return name === null ? whole : `${from}.${name}`;
    })
    .replace(/(?<=[\w)\]])\s*(?:\?\.)?\[\s*⟦(\d+)⟧\s*\](?=\s*\)?\s*[(.[])/g, (whole, n: string) => {
      const name = word(n);
      return name === null ? whole : `.${name}`;
    });
  const known = aliases(code, strings);
  // In one pass over all names: each alias searched for by itself would take all of the code for each.
  if (known.size > 0)
    code = code.replace(/(?<![.\w])[A-Za-z_]\w*(?=\s?[.([])/g, (word) => {
      let name = word;
      for (let hops = 0; hops < HOPS && known.has(name); hops += 1) name = known.get(name) ?? name;
      return name;
    });
  return { ...lexed, code };
}

function aliases(code: string, strings: readonly string[]): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  const put = (name: string | undefined, alias: string | undefined) => {
    if (name !== undefined && alias !== undefined && alias !== name) made.set(alias, name);
  };
  for (const [, list = ""] of code.matchAll(/\bimport\s+([\w., ]+)/g)) {
    for (const part of list.split(",")) {
      const found = /^\s*(?:\w+\s+import\s+)?([\w.]+)\s+as\s+(\w+)/.exec(part);
      put(found?.[1], found?.[2]);
    }
  }
  // `from os import remove as r`, `import { rm } from "fs"`, `const { rm } = fs`: the bare name is the module's.
  for (const [, module, list = ""] of code.matchAll(
    /\bfrom\s+(os|shutil|subprocess|requests|httpx)\s+import\s+\(?([\w, ]+)/g,
  ))
    for (const part of list.split(",")) {
      const [, name = "", alias = name] = /^\s*(\w+)(?:\s+as\s+(\w+))?\s*$/.exec(part) ?? [];
      if (name !== "") put(`${module}.${name}`, alias);
    }
  const destructured = [
    ...[...code.matchAll(/\bimport\s*\{([^{}]*)\}\s*from\s*⟦(\d+)⟧/g)].map(
      ([, list, n]) => [list, strings[Number(n)]] as const,
    ),
    ...[...code.matchAll(/\{([^{}]*)\}\s*=\s*(?:await\s+)?(fs|fs\/promises|child_process)\b/g)].map(
      ([, list, module]) => [list, module] as const,
    ),
  ];
  for (const [list = "", module = ""] of destructured) {
    if (!/^(?:node:)?fs(?:\/promises)?$/.test(module)) continue;
    for (const part of list.split(",")) {
      const [, name = "", alias = name] = /^\s*(\w+)(?:(?:\s+as\s|\s*:)\s*(\w+))?\s*$/.exec(part) ?? [];
      if (name !== "") put(`fs.${name}`, alias);
    }
  }
  for (const [, list = ""] of code.matchAll(/\{([^{}]*)\}\s*=/g)) {
    for (const [, name, alias] of list.matchAll(/\b(\w+)\s*:\s*(\w+)/g)) put(name, alias);
  }
  for (const [, alias, name] of code.matchAll(
    /\b(\w+)\s*=\s*((?:os|subprocess|shutil|child_process|fs|fsp|FileUtils)(?:\s*\.\s*\w+)?)\s*(?:[;\n,]|$)/g,
  )) {
    put(name?.replace(/\s/g, ""), alias);
  }
  return made;
}
