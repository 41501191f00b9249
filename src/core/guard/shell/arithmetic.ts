/** Integers as far as they stand in the line; command substitutions inside are judged like any other. */
import type { ArithmeticExpression } from "unbash";
import { isKnown, NUMBER } from "../value.ts";
import type { Expander } from "./expand.ts";
import type { Scope } from "./scope.ts";
import { subscripts } from "./subscript.ts";

export function arithmetic(expression: ArithmeticExpression | undefined, scope: Scope, x: Expander): string {
  const value = expression === undefined ? Number.NaN : evaluate(expression, scope, x);
  return Number.isSafeInteger(value) ? String(value) : NUMBER;
}

function evaluate(e: ArithmeticExpression, scope: Scope, x: Expander): number {
  switch (e.type) {
    case "ArithmeticWord": {
      for (const part of e.parts ?? []) if (part.type === "CommandExpansion") x.capture(part.script, scope);
      const known = scope.vars.get(e.value.replace(/^\$\{?|\}$/g, ""))?.values;
      const text = known?.length === 1 ? (known[0] ?? "") : e.value;
      // A value that holds a subscript is evaluated again, and the substitutions in it with it.
      for (const line of (known ?? [text]).flatMap(subscripts)) x.evaluate(line, scope);
      const based = /^(\d+)#([0-9a-z]+)$/i.exec(text);
      if (based !== null) return Number.parseInt(based[2] ?? "", Number(based[1]));
      if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
      return isKnown(text) && /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
    }
    case "ArithmeticCommandExpansion":
      return Number(x.capture(e.script, scope) || Number.NaN);
    case "ArithmeticGroup":
      return evaluate(e.expression, scope, x);
    case "ArithmeticUnary": {
      const value = evaluate(e.operand, scope, x);
      return e.operator === "-"
        ? -value
        : e.operator === "+"
          ? value
          : e.operator === "~"
            ? ~value
            : Number.NaN;
    }
    case "ArithmeticTernary": {
      const test = evaluate(e.test, scope, x);
      const yes = evaluate(e.consequent, scope, x);
      const no = evaluate(e.alternate, scope, x);
      return Number.isNaN(test) ? test : test === 0 ? no : yes;
    }
    case "ArithmeticBinary":
      return binary(e.operator, evaluate(e.left, scope, x), evaluate(e.right, scope, x));
  }
}

function binary(operator: string, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return Math.trunc(a / b);
    case "%":
      return a % b;
    case "**":
      return a ** b;
    case "<<":
      return a << b;
    case ">>":
      return a >> b;
    case "|":
      return a | b;
    case "&":
      return a & b;
    case "^":
      return a ^ b;
    default:
      return Number.NaN;
  }
}
