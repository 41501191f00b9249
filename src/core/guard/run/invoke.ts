/**
 * One argument list, as the kernel would get it: functions and builtins of the shell first, then what wraps a command,
 * then what carries one inside its options, then the rules. Returns what the program prints.
 */

import { LIMITS } from "../limits.ts";
import { CHECKS, PROGRAMS } from "../rule/index.ts";
import { fork } from "../shell/scope.ts";
import { subscripts } from "../shell/subscript.ts";
import { node } from "../shell/walk.ts";
import { couldBe, ENV, hasGlob, hasHole, isComputed, NET } from "../value.ts";
import { builtin } from "./builtin.ts";
import { carried } from "./carrier.ts";
import { configured } from "./configured.ts";
import { runFile } from "./disk.ts";
import { handedOn } from "./handed-on.ts";
import { interpret } from "./interpreter.ts";
import { type Call, deeper, type Frame, type Machine, TooMuch } from "./machine.ts";
import { outputOf } from "./output.ts";
import { judgeFresh } from "./toolchain.ts";
import { peel } from "./wrapper.ts";
import { remember } from "./written.ts";

export function invoke(given: readonly string[], frame: Frame, m: Machine): string {
  m.step();
  if (frame.depth > LIMITS.depth) throw new TooMuch();
  const argv = withEmptied(given, frame, m);
  const [program = "", ...rest] = argv;
  if (program === "" && rest.length === 0) return "";
  const written = program.slice(program.lastIndexOf("/") + 1);
  if (hasGlob(written)) return anyOf(program, rest, frame, m);
  if (hasHole(written)) return unknown(written, argv, frame, m);
  const bodies = frame.scope.functions.get(program);
  if (bodies !== undefined) return callFunction(bodies, rest, frame, m);
  const name = program.startsWith("/etc/init.d/") ? "service" : plainName(written);
  const call: Call = { name, program, argv: rest, frame, place: m.place(frame) };
  judge(call, m);
  if (m.done()) return "";
  evaluated(call, m);
  const printed = program === name ? builtin(call, m) : undefined;
  if (printed !== undefined) return printed;
  configured(call, m);
  if (m.done()) return "";
  const inner = peel(call);
  if (inner !== null) {
    for (const [key, value] of Object.entries(inner.change.env ?? {}))
      if (frame.env[key] !== value) m.variable(key, value, frame);
    return inner.argv.length === 0 ? outputOf(call, m) : m.argv(inner.argv, deeper(frame, inner.change));
  }
  judgeFresh(call, m);
  const told = carried(call, m) ?? interpret(call, m) ?? runFile(call, m);
  const inside = told === undefined ? handedOn(call) : null;
  if (inside !== null) m.argv(inside, deeper(frame, { stdin: undefined }));
  remember(call, m);
  return told ?? outputOf(call, m);
}

function judge(call: Call, m: Machine): void {
  for (const name of [call.name, "*"]) {
    for (const check of CHECKS.get(name) ?? []) {
      const rule = check.find(call, m);
      if (typeof rule === "string") m.object(rule, [call.name, ...call.argv], call.frame);
    }
  }
  for (const added of m.context.policy?.deny ?? []) {
    if (m.matches(added.command, call))
      m.object(`project.${added.name}`, [call.name, ...call.argv], call.frame);
  }
}

/** Builtins that evaluate names and numbers: in `let 'x[$(rm y)]'` the substitution runs, although it is quoted. */
const EVALUATING =
  /^(?:let|test|\[|declare|typeset|local|readonly|export|read|unset|printf|mapfile|readarray|wait)$/;

function evaluated({ name, argv, frame }: Call, m: Machine): void {
  if (!EVALUATING.test(name)) return;
  for (const line of argv.flatMap(subscripts)) m.text(line, deeper(frame));
}

/** `python3.12` is Python, `C:\…\rm.exe` is rm. */
const plainName = (written: string): string =>
  written
    .replace(/\.exe$/i, "")
    .replace(/^zf_(?=\w)/, "")
    .replace(/^ld-(?:linux|musl)[\w.-]*$/, "ld.so")
    .replace(/^(python|pip|ruby|perl|php|node|lua|pypy|tclsh|gcc|clang)-?\d[\d.]*$/, "$1");

/**
 * `r${nothing}m` and `--for${nothing}ce`: where unknown text stands inside a word of letters, it may be empty, and then the
 * word is what remains. Judged both ways.
 */
function withEmptied(argv: readonly string[], frame: Frame, m: Machine): readonly string[] {
  if (!argv.some((arg) => arg.includes(ENV))) return argv;
  const emptied = argv.map((arg, i) => {
    const bare = arg.replaceAll(ENV, "");
    return bare !== arg && (i === 0 ? bare !== "" && !arg.startsWith(`${ENV}/`) : /^-|^[\w-]+$/.test(bare))
      ? bare
      : arg;
  });
  if (emptied.some((arg, i) => arg !== argv[i])) invoke(emptied, deeper(frame), m);
  return argv;
}

/** `/bin/r?`: every program with rules that the glob can mean. */
function anyOf(program: string, rest: readonly string[], frame: Frame, m: Machine): string {
  const folder = program.slice(0, program.lastIndexOf("/") + 1);
  const glob = program.slice(folder.length);
  if (glob.replace(/[\ufdd0-\ufddf]/g, "") === "" && folder === "") return "";
  for (const name of PROGRAMS) if (couldBe(glob, name)) invoke([name, ...rest], deeper(frame), m);
  return ENV;
}

function unknown(written: string, argv: readonly string[], frame: Frame, m: Machine): string {
  const rest = argv.slice(1);
  if (written.includes(NET) || (isComputed(written) && !frame.lenient))
    m.object("shell.dynamic-command", argv, frame);
  else if (written === ENV && !frame.lenient) {
    // Somebody else chose the program. It is refused only where its arguments are those of a deletion elsewhere.
    const probe = m.objections.length;
    if (rest.some((arg) => /^-[a-z]*[rf]/i.test(arg))) invoke(["rm", ...rest], deeper(frame), m);
    const known = m.objections.splice(probe).some(({ rule }) => rule !== "filesystem.delete-unknown");
    if (known) m.object("shell.dynamic-command", argv, frame);
  }
  return ENV;
}

function callFunction(
  bodies: NonNullable<ReturnType<Frame["scope"]["functions"]["get"]>>,
  rest: readonly string[],
  frame: Frame,
  m: Machine,
): string {
  const outer = frame.scope.positional;
  let out = "";
  for (const body of bodies) {
    const scope = bodies.length > 1 ? fork(frame.scope) : frame.scope;
    scope.positional = rest;
    // A function that calls itself ends here: its body was judged.
    const called = scope.functions.get(body.name.value) ?? [];
    scope.functions.set(body.name.value, []);
    out = node(body.body, deeper(frame, { scope }), m);
    scope.functions.set(body.name.value, called);
  }
  frame.scope.positional = outer;
  return out;
}
