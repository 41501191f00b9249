/**
 * `judge(command, context)`: may this line run? Pure: everything it knows of the world comes through the context, and the
 * same question always gets the same answer. What it cannot parse, follow or finish is a deny, and so is its own failure.
 */
import { parse } from "unbash";
import { scan } from "./code/scan.ts";
import type { GuardContext, GuardDecision } from "./decision.ts";
import { LIMITS } from "./limits.ts";
import { normalise } from "./path/normal.ts";
import { isSecret } from "./path/secret.ts";
import { type Place, resolved } from "./path/zone.ts";
import { hasShape } from "./policy.ts";
import { explain } from "./rule/index.ts";
import { opened } from "./rule/opened.ts";
import { variableSet } from "./run/environment.ts";
import { invoke } from "./run/invoke.ts";
import { type Call, deeper, type Frame, type Machine, type Objection, TooMuch } from "./run/machine.ts";
import { newScope } from "./shell/scope.ts";
import { walkScript } from "./shell/walk.ts";
import { ANY, isComputed, isKnown, shown, withoutMarks } from "./value.ts";

const ALLOW: GuardDecision = {
  decision: "allow",
  rule: "none",
  reason: "no rule objects",
  alternative: "",
  evidence: "",
};

export function judge(command: string, context: GuardContext): GuardDecision {
  const attended = context.unattended === false;
  if (command.length > LIMITS.line)
    return answer({ rule: "shell.too-long", evidence: "" }, attended, context);
  try {
    const later: Array<() => void> = [];
    const { machine, frame } = begin(context, attended, later);
    machine.text(withoutMarks(command), frame);
    for (const act of later.splice(0)) act();
    // Nobody is asked about a line of which another part is refused.
    const first = machine.objections.find(({ rule }) => refuses(rule, context)) ?? machine.objections[0];
    return first === undefined ? ALLOW : answer(first, attended, context);
  } catch (error) {
    // A parser or a rule that fails has not judged, and the stack may be what the line attacked.
    const rule =
      error instanceof TooMuch || error instanceof RangeError ? "shell.too-deep" : "shell.internal";
    return answer({ rule, evidence: "" }, attended, context);
  }
}

const refuses = (rule: string, { policy }: GuardContext): boolean =>
  explain(rule, policy).decision === "deny";

function answer(objection: Objection, attended: boolean, context: GuardContext): GuardDecision {
  const { decision, reason, alternative } = explain(objection.rule, context.policy);
  const verdict = decision === "ask" && !attended ? "deny" : decision;
  const evidence = shown(objection.evidence).slice(0, 300);
  return { decision: verdict, rule: objection.rule, reason, alternative, evidence };
}

function begin(
  context: GuardContext,
  attended: boolean,
  later: Array<() => void>,
): { machine: Machine; frame: Frame } {
  const cwd = normalise(context.cwd, "/");
  const home = normalise(context.home, "/");
  const root = ownRoot(context.root === undefined ? cwd : context.root, home);
  const scope = newScope(cwd, []);
  const objections: Objection[] = [];
  const asked = { ...context, cwd, home };
  const files: string[] = [];
  let steps = 0;
  const take = (more: number) => {
    steps += more;
    if (steps > LIMITS.steps) throw new TooMuch();
  };
  const handle = (length: number) => take(Math.floor(length / LIMITS.stride));
  const local: Place = { context: asked, root, links: scope.links, remote: false };
  const remote: Place = { ...local, remote: true };
  const machine: Machine = {
    context: asked,
    objections,
    done: () => (attended ? objections.some(({ rule }) => refuses(rule, context)) : objections.length > 0),
    step: () => take(1),
    text: (text, frame) => {
      handle(text.length);
      if (frame.depth > LIMITS.depth) throw new TooMuch();
      return walkScript(parse(text), frame, machine);
    },
    script: (script, frame) => walkScript(script, frame, machine),
    argv(argv, frame) {
      // Each word may be a path from where it stands, and there are no folders of such a length but those made for this.
      const far = frame.scope.cwd.reduce(
        (sum, { length }) => sum + Math.max(0, length - LIMITS.stride * 2),
        0,
      );
      handle(argv.reduce((sum, { length }) => sum + length + far, frame.stdin?.length ?? 0));
      return invoke(argv, frame, machine);
    },
    code: (language, code, frame, argv) => {
      take(1);
      handle(code.length * LIMITS.codes);
      if (frame.depth > LIMITS.depth) throw new TooMuch();
      scan(language, code, frame, machine, argv);
    },
    read(path, frame) {
      const text = read(path, frame, machine, files);
      handle(text?.length ?? 0);
      return text;
    },
    fromDisk: (text) => files.some((start) => text.includes(start)),
    open: (path, how, frame) => {
      take(1);
      const rule = opened(path, how, frame, machine);
      if (rule !== null)
        machine.object(rule, [how === "read" ? "<" : how === "append" ? ">>" : ">", path], frame);
    },
    variable: (name, value, frame) => variableSet(name, value, frame, machine),
    object: (rule, argv) => {
      // What is not wholly known is never excepted.
      const excepted =
        context.policy?.allow.some((e) => e.rule === rule && hasShape(e.command, argv)) === true;
      if (excepted && argv.every(isKnown)) return;
      objections.push({ rule, evidence: argv.join(" ") });
    },
    atEnd: (act) => void later.push(act),
    place: (frame) => (frame.remote ? remote : local),
    matches: (pattern, call: Call) => hasShape(pattern, [call.name, ...call.argv]),
  };
  const frame: Frame = { scope, remote: false, lenient: false, depth: 0, env: {} };
  return { machine, frame: deeper(frame) };
}

const SYSTEM =
  /^\/(?:bin|boot|dev|etc|home|lib\w*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var|Users|System|Library|var\/(?:lib|log|run|tmp|spool|cache|mail))$/;

/** A checkout is a folder of its own: `/`, a home and what lies above a home are nobody's checkout. */
function ownRoot(root: string | null, home: string): string | null {
  if (root === null) return null;
  const own = normalise(root, "/");
  return own === "/" || own === home || home.startsWith(`${own}/`) || SYSTEM.test(own) ? null : own;
}

/** What it recognises a file by; a shorter one says nothing. */
const START = { least: 12, most: 200 } as const;

function read(path: string, frame: Frame, m: Machine, files: string[]): string | null {
  if (path === "/dev/stdin" || path === "/dev/fd/0" || path === "-") return frame.stdin ?? null;
  if (isComputed(path)) return ANY;
  for (const cwd of frame.scope.cwd) {
    const plain = normalise(path, cwd);
    const full = resolved(plain, path, m.place(frame));
    // Under its own name first: `/dev/fd/63` of a substitution is a link to nothing that lasts.
    const own = frame.scope.files.get(plain) ?? frame.scope.files.get(full);
    if (own !== undefined) return own;
    if (frame.remote) continue;
    // A secret is not even read: what it holds must not reach a decision.
    if (isSecret(full, m.context.home)) return null;
    const text = m.context.read?.(full) ?? null;
    if (text === null) continue;
    if (text.length >= START.least) files.push(withoutMarks(text.slice(0, START.most)));
    return text.length > LIMITS.file ? null : withoutMarks(text);
  }
  return null;
}
