/**
 * Walks the syntax tree as a shell would run it: what a line sets, where it goes, what each command gets. Branches are all
 * taken, and afterwards both outcomes are possible. Returns what the walked part prints, as far as that is known.
 */
import type {
  AndOr,
  Case,
  CommandNode,
  CompoundList,
  For,
  If,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Script,
  Select,
  Statement,
  TestExpression,
  While,
  Word,
} from "unbash";
import { LIMITS } from "../limits.ts";
import { deeper, type Frame, type Machine, TooMuch } from "../run/machine.ts";
import { ANY, ENV, hasHole } from "../value.ts";
import { arithmetic } from "./arithmetic.ts";
import { forksItself, startsEndlessly } from "./bomb.ts";
import { simpleCommand } from "./command.ts";
import { expandText, expandWord } from "./expand.ts";
import { expander } from "./expander.ts";
import { withRedirects } from "./redirect.ts";
import { assign, fork, join, type Scope } from "./scope.ts";
import { subscripts } from "./subscript.ts";

export function walkScript(script: Script, frame: Frame, m: Machine): string {
  const errors = (script as ParsedScript).errors;
  if (errors !== undefined && errors.length > 0 && !frame.lenient) {
    m.object("shell.unparseable", [errors[0]?.message ?? ""], frame);
  }
  return statements(script.commands, frame, m);
}

function statements(list: readonly Statement[], frame: Frame, m: Machine): string {
  let out = "";
  for (const { command, background } of list) {
    if (m.done()) return out;
    // What follows an exit is judged all the same: `exit` can fail, and nobody writes it in vain.
    frame.scope.dead = false;
    out += node(command, background === true ? { ...frame, scope: fork(frame.scope) } : frame, m);
    if (out.length > LIMITS.output) out = ANY;
  }
  return out;
}

export function node(n: PipelineNode | CommandNode | AndOr | CompoundList, frame: Frame, m: Machine): string {
  m.step();
  if (frame.depth > LIMITS.depth) throw new TooMuch();
  switch (n.type) {
    case "Command":
      return simpleCommand(n, frame, m);
    case "Pipeline":
      return pipeline(n, frame, m);
    case "AndOr":
      return chain(n, frame, m);
    case "CompoundList":
      return statements(n.commands, frame, m);
    case "BraceGroup":
      return statements(n.body.commands, deeper(frame), m);
    case "Subshell":
      return statements(n.body.commands, deeper(frame, { scope: fork(frame.scope) }), m);
    case "If":
      return branches(n, deeper(frame), m);
    case "For":
    case "Select":
      return loop(n, deeper(frame), m);
    case "ArithmeticFor":
      for (const part of [n.initialize, n.test, n.update]) arithmetic(part, frame.scope, expander(frame, m));
      return twice(n.body, deeper(frame), m);
    case "While":
      return whileLoop(n, deeper(frame), m);
    case "Case":
      return cases(n, deeper(frame), m);
    case "Function":
      return define(n, frame, m);
    case "Coproc":
      return node(n.body, deeper(frame, { scope: fork(frame.scope), stdin: ANY }), m);
    case "Redirected":
      return withRedirects(n.redirects, frame, m, (own) => node(n.command, own, m));
    case "TestCommand":
      test(n.expression, frame, m);
      return "";
    case "ArithmeticCommand":
      arithmetic(n.expression, frame.scope, expander(frame, m));
      return "";
  }
}

/** A body is judged where it stands, with arguments nobody knows yet, and again with each call. */
function define(n: CommandNode & { type: "Function" }, frame: Frame, m: Machine): string {
  if (forksItself(n)) m.object("system.fork-bomb", [n.name.text], frame);
  const scope: Scope = { ...fork(frame.scope), positional: null };
  scope.functions.set(n.name.value, []);
  node(n.body, deeper(frame, { scope, lenient: true, stdin: ENV }), m);
  frame.scope.functions.set(n.name.value, [n]);
  return "";
}

function pipeline(p: Pipeline, frame: Frame, m: Machine): string {
  // Only a pipeline of one command (`! cd x`, `time cd x`) runs in this shell itself.
  const alone = p.commands.length === 1;
  let stdin = frame.stdin;
  for (const command of p.commands) {
    if (m.done()) return "";
    stdin = node(command, alone ? frame : { ...frame, scope: fork(frame.scope), stdin }, m);
  }
  return stdin ?? "";
}

/** `a && b || c`: what follows a command in its chain knows that it ran; what follows the chain does not. */
function chain(c: AndOr, frame: Frame, m: Machine): string {
  const { scope } = frame;
  const skipped: Scope[] = [];
  let out = "";
  c.commands.forEach((command, i) => {
    if (m.done()) return;
    const operator = c.operators[i - 1];
    if (operator === "||") for (const other of skipped.splice(0)) join(scope, other);
    if (operator !== undefined) {
      const before = fork(scope);
      before.dead = scope.dead;
      skipped.push(before);
      scope.dead = false;
    }
    out += node(command, frame, m);
    if (operator === "||") for (const other of skipped.splice(0)) join(scope, other);
  });
  for (const other of skipped) join(scope, other);
  return out;
}

function branches(n: If, frame: Frame, m: Machine): string {
  let out = node(n.clause, frame, m);
  const ends: Scope[] = [];
  const branch = (body: CompoundList) => {
    const scope = fork(frame.scope);
    out += node(body, { ...frame, scope }, m);
    ends.push(scope);
  };
  branch(n.then);
  for (const elif of n.elif) {
    node(elif.clause, frame, m);
    branch(elif.then);
  }
  if (n.else !== undefined) branch(n.else);
  else ends.push(fork(frame.scope));
  settle(frame.scope, ends);
  return out;
}

function cases(n: Case, frame: Frame, m: Machine): string {
  values(n.word, frame, m);
  let out = "";
  const ends: Scope[] = [fork(frame.scope)];
  for (const item of n.items) {
    const scope = fork(frame.scope);
    out += node(item.body, { ...frame, scope }, m);
    ends.push(scope);
  }
  settle(frame.scope, ends);
  return out;
}

/** After branches, the scope is any of their ends; when all of them left, that of the first. */
function settle(scope: Scope, ends: readonly Scope[]): void {
  const [first, ...others] = [...ends.filter((end) => !end.dead), ...ends.filter((end) => end.dead)];
  if (first === undefined) return;
  scope.vars.clear();
  for (const [name, variable] of first.vars) scope.vars.set(name, variable);
  for (const [name, bodies] of first.functions) scope.functions.set(name, bodies);
  scope.cwd = first.cwd;
  scope.dead = first.dead;
  for (const other of others) join(scope, other);
}

function values(word: Word, frame: Frame, m: Machine): readonly string[] {
  return expandText(word, frame.scope, expander(frame, m));
}

function loop(n: For | Select, frame: Frame, m: Machine): string {
  const x = expander(frame, m);
  const words =
    n.wordlist === undefined
      ? (frame.scope.positional ?? [ENV])
      : n.wordlist.flatMap((word) => expandWord(word, frame.scope, x).flat());
  const before = fork(frame.scope);
  let out = "";
  const distinct = [...new Set(words)];
  for (const word of distinct) {
    m.step();
    if (m.done()) return out;
    assign(frame.scope, n.name.value, [word]);
    out += node(n.body, frame, m);
  }
  // A second round sees what the first one set.
  if (distinct.length === 1) out += node(n.body, frame, m);
  join(frame.scope, before);
  return out;
}

function whileLoop(n: While, frame: Frame, m: Machine): string {
  if (startsEndlessly(n)) m.object("system.fork-bomb", [n.kind, "true; do … &"], frame);
  const before = fork(frame.scope);
  let out = node(n.clause, frame, m) + node(n.body, frame, m);
  out += node(n.clause, frame, m) + node(n.body, frame, m);
  join(frame.scope, before);
  return out === "" || hasHole(out) ? out : out + ANY;
}

function twice(body: CompoundList, frame: Frame, m: Machine): string {
  const before = fork(frame.scope);
  const out = node(body, frame, m) + node(body, frame, m);
  join(frame.scope, before);
  return out;
}

/** Only what is run inside a test matters: its substitutions. */
function test(e: TestExpression, frame: Frame, m: Machine): void {
  switch (e.type) {
    case "TestUnary":
      values(e.operand, frame, m);
      return;
    case "TestBinary":
      for (const word of [e.left, e.right])
        for (const line of values(word, frame, m).flatMap(subscripts))
          if (/^-(?:eq|ne|[lg][te])$/.test(e.operator)) m.text(line, deeper(frame));
      return;
    case "TestLogical":
      for (const operand of e.operands) test(operand, frame, m);
      return;
    case "TestNot":
      test(e.operand, frame, m);
      return;
    case "TestGroup":
      test(e.expression, frame, m);
  }
}
