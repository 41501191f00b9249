/** A simple command: assignments, words, redirections → the argument lists it may have, each judged. */
import type { ArrayValue, Assignment, Command, Word } from "unbash";
import { LIMITS } from "../limits.ts";
import { deeper, type Frame, type Machine } from "../run/machine.ts";
import { ANY, isKnown } from "../value.ts";
import { type Expander, expandText, expandWord, type Fields } from "./expand.ts";
import { expander } from "./expander.ts";
import { withRedirects } from "./redirect.ts";
import { assign, fork, type Scope } from "./scope.ts";

/** A shell runs the substitutions in its prompts each time it shows one. */
function judgePrompts(assignments: readonly Assignment[], frame: Frame, m: Machine): void {
  for (const { name, value } of assignments) {
    if (!/^PS[0-4]$/.test(name) || value.type === "ArrayValue") continue;
    const text = expandText(value, frame.scope, expander(frame, m))[0] ?? "";
    if (/[$`]/.test(text))
      m.text(`: "${text.replaceAll('"', "")}"`, deeper(frame, { scope: fork(frame.scope) }));
  }
}

export function simpleCommand(c: Command, frame: Frame, m: Machine): string {
  const { scope } = frame;
  const x = expander(frame, m);
  const assignments = c.prefix.filter((p): p is Assignment => p.type === "Assignment");
  judgePrompts(assignments, frame, m);
  if (c.name === undefined) {
    for (const a of assignments) {
      assignFrom(a, scope, x);
      if (a.value.type === "ArrayValue") continue;
      // It may be exported, now or before.
      for (const value of scope.vars.get(a.name)?.values ?? [])
        m.variable(a.name, value, { ...frame, lenient: true });
    }
    return withRedirects(c.redirects, frame, m, (own) => (c.redirects.length > 0 ? (own.stdin ?? "") : ""));
  }
  const alias = c.name.parts === undefined ? scope.aliases.get(c.name.text) : undefined;
  let inner = frame;
  if (assignments.length > 0) {
    const env: Record<string, string> = { ...frame.env };
    for (const a of assignments) {
      if (a.value.type === "ArrayValue") continue;
      const values = expandText(a.value, scope, x);
      env[a.name] = values[0] ?? "";
      for (const value of values) m.variable(a.name, value, frame);
    }
    inner = { ...frame, env };
  }
  const lists = argumentLists([c.name, ...c.args], scope, x);
  return withRedirects(c.redirects, inner, m, (own) => {
    let out = "";
    for (const fields of lists) {
      if (m.done()) return out;
      if (alias !== undefined) out = aliased(alias, fields.slice(1), own, m);
      else if (fields.length > 0) {
        const printed = m.argv(fields, own);
        out = lists.length > 1 && out !== "" && printed !== out ? `${out}\n${printed}` : printed;
      }
    }
    return out;
  });
}

/** The arguments are words already; in the alias's text they stand as they are. */
function aliased(text: string, rest: Fields, frame: Frame, m: Machine): string {
  const scope = fork(frame.scope);
  scope.aliases.delete(/^\S*/.exec(text)?.[0] ?? "");
  const quoted = rest.map((word) => (isKnown(word) ? `'${word.replaceAll("'", "'\\''")}'` : word));
  return m.text(`${text} ${quoted.join(" ")}`, deeper(frame, { scope: { ...scope, cwd: frame.scope.cwd } }));
}

/** Every list of arguments the words may become; too many become one in which the changing words may be anything. */
export function argumentLists(
  words: ReadonlyArray<Word | Assignment>,
  scope: Scope,
  x: Expander,
): readonly Fields[] {
  let lists: string[][] = [[]];
  for (const word of words) {
    const alternatives = word.type === "Word" ? expandWord(word, scope, x) : asArgument(word, scope, x);
    const [only = []] = alternatives;
    if (alternatives.length === 1) for (const list of lists) list.push(...only);
    else if (lists.length * alternatives.length > LIMITS.alternatives)
      for (const list of lists) list.push(ANY);
    else lists = lists.flatMap((list) => alternatives.map((fields) => [...list, ...fields]));
  }
  return lists;
}

/** `export X=1`, and `dd of=/dev/x`, which looks like it. */
function asArgument(a: Assignment, scope: Scope, x: Expander): readonly Fields[] {
  if (a.value.type === "ArrayValue") return [[`${a.name}=${elements(a.value, scope, x).join(" ")}`]];
  return expandText(a.value, scope, x).map((value) => [`${a.name}${a.append === true ? "+" : ""}=${value}`]);
}

export function assignFrom(a: Assignment, scope: Scope, x: Expander): void {
  const before = scope.vars.get(a.name);
  if (a.value.type === "ArrayValue") {
    const list = [...(a.append === true ? (before?.list ?? []) : []), ...elements(a.value, scope, x)];
    assign(scope, a.name, [list[0] ?? ""], list);
    return;
  }
  const values = expandText(a.value, scope, x);
  if (a.index !== undefined) expandText(a.index, scope, x);
  if (a.index !== undefined) {
    const list = [...(before?.list ?? before?.values ?? []), ...values];
    assign(scope, a.name, values, list);
  } else if (a.append === true) {
    assign(
      scope,
      a.name,
      (before?.values ?? [""]).flatMap((old) => values.map((value) => old + value)),
    );
  } else assign(scope, a.name, values);
}

/** `(a b)`, and `([x]=a [y]=b)`: which key an element has is not followed, so that each may be meant. */
function elements(value: ArrayValue, scope: Scope, x: Expander): readonly string[] {
  return value.elements.flatMap((word) =>
    (expandWord(word, scope, x)[0] ?? []).map((one) => one.replace(/^\[[^\]]*\]\+?=/, "")),
  );
}
