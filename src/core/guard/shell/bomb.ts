/** `:(){ :|:& };:` and its relatives: a function that starts itself more than once, or in the background. */
import { type Function as FunctionNode, forEachChild, type SyntaxNode, type While } from "unbash";

export function forksItself(definition: FunctionNode): boolean {
  const own = definition.name.value;
  let starts = 0;
  let apart = false;
  const visit = (n: SyntaxNode, aside: boolean): void => {
    if (n.type === "Command" && n.name?.value === own) {
      starts += 1;
      apart ||= aside;
    }
    const beside = aside || n.type === "Pipeline" || (n.type === "Statement" && n.background === true);
    forEachChild(n, (child) => visit(child, beside));
  };
  visit(definition.body, false);
  return apart && starts > 0;
}

/** `while :; do x & done`, without anything that waits. */
export function startsEndlessly(loop: While): boolean {
  const [only] = loop.clause.commands;
  const name = only?.command.type === "Command" ? only.command.name?.value : undefined;
  const endless =
    loop.clause.commands.length === 1 &&
    (loop.kind === "while" ? /^(?:true|:)$/ : /^false$/).test(name ?? "");
  let waits = false;
  for (const { command, background } of loop.body.commands) {
    if (background !== true)
      waits ||= !(command.type === "Command" && /^(?:echo|:|true)$/.test(command.name?.value ?? ""));
  }
  return endless && !waits && loop.body.commands.some((one) => one.background === true);
}
