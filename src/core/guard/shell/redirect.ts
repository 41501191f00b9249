/** `>`, `>>`, `<`, `<<`, `<<<`: what a command reads, and what it writes where. */
import type { Redirection } from "unbash";
import { LIMITS } from "../limits.ts";
import { normalise } from "../path/normal.ts";
import type { Frame, Machine } from "../run/machine.ts";
import { ANY } from "../value.ts";
import { expandParts, expandText } from "./expand.ts";
import { expander } from "./expander.ts";

/** Runs the inside with its standard input, judges every file that is opened, and remembers what was written. */
export function withRedirects(
  redirects: readonly Redirection[],
  frame: Frame,
  m: Machine,
  run: (frame: Frame) => string,
): string {
  if (redirects.length === 0) return run(frame);
  const x = expander(frame, m);
  let stdin = frame.stdin;
  const written: Array<{ path: string; append: boolean }> = [];
  let redirected = false;
  for (const r of redirects) {
    if (r.type === "HereDoc") {
      const body = r.body.parts === undefined ? [r.body.text] : expandParts(r.body.parts, frame.scope, x);
      stdin =
        r.operator === "<<-"
          ? (body[0] ?? "").replace(/^\t+/gm, "")
          : body.length === 1
            ? body[0]
            : body.join("\n");
      continue;
    }
    if (r.target === undefined) continue;
    const targets = expandText(r.target, frame.scope, x);
    if (r.type === "HereString") {
      stdin = `${targets.join("\n")}\n`;
      continue;
    }
    if (/^[<>]&$/.test(r.operator) && targets.every((t) => /^\d*-?$/.test(t))) continue;
    for (const target of targets) {
      if (r.operator === "<" || r.operator === "<&") {
        m.open(target, "read", frame);
        stdin = m.read(target, frame) ?? (target.startsWith("/dev/null") ? "" : ANY);
        continue;
      }
      const append = r.operator.endsWith(">>");
      m.open(target, append ? "append" : "write", frame);
      if (r.operator === "<>") stdin = ANY;
      const fd = r.descriptor?.type === "FileDescriptor" ? r.descriptor.value : 1;
      if (fd === 1 || r.operator.startsWith("&") || r.operator === ">&") {
        redirected = true;
        for (const cwd of frame.scope.cwd) written.push({ path: normalise(target, cwd), append });
      }
    }
  }
  const out = run({ ...frame, stdin });
  for (const { path, append } of written) {
    const before = append ? (frame.scope.files.get(path) ?? "") : "";
    const now = before + out;
    if (!path.startsWith("/dev/")) frame.scope.files.set(path, now.length > LIMITS.output ? ANY : now);
  }
  return redirected ? "" : out;
}
