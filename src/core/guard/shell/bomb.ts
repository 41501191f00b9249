/** `:(){ :|:& };:` and its relatives: a function that starts itself more than once, or in the background. */
import { type Function as FunctionNode, forEachChild, type SyntaxNode } from "unbash";

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
