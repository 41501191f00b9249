/**
 * Which names may be read at a position: the parameters and variables of the functions around it, then what the
 * module declares or imports. An approximation that errs on the side of too many: a wrong one fails its tests.
 */
import type { AnyNode, Pattern } from "acorn";
import { simple } from "acorn-walk";
import { isFunction } from "./site.ts";

const cache = new WeakMap<AnyNode, readonly string[]>();

export function namesAt(ancestors: readonly AnyNode[]): string[] {
  const names = new Set<string>();
  for (const node of [...ancestors].reverse())
    if (isFunction(node) || node.type === "Program") for (const name of declaredIn(node)) names.add(name);
  return [...names];
}

function declaredIn(scope: AnyNode): readonly string[] {
  const known = cache.get(scope);
  if (known !== undefined) return known;
  const names: string[] = [];
  if (scope.type === "Program") {
    for (const statement of scope.body) names.push(...declaredBy(statement as AnyNode));
  } else {
    const fn = scope as AnyNode & { params: Pattern[]; body: AnyNode };
    for (const param of fn.params) names.push(...bound(param as AnyNode));
    simple(fn.body, {
      VariableDeclarator: (node) => void names.push(...bound((node as unknown as { id: AnyNode }).id)),
      FunctionDeclaration: (node) => void names.push(...declaredBy(node as AnyNode)),
    });
  }
  cache.set(scope, names);
  return names;
}

function declaredBy(statement: AnyNode): string[] {
  switch (statement.type) {
    case "VariableDeclaration":
      return statement.declarations.flatMap((declarator) => bound(declarator.id as AnyNode));
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return statement.id === null ? [] : [statement.id.name];
    case "ImportDeclaration":
      return statement.specifiers.map((specifier) => specifier.local.name);
    case "ExportNamedDeclaration":
      return statement.declaration ? declaredBy(statement.declaration as AnyNode) : [];
    default:
      return [];
  }
}

/** The names that a pattern binds: `{ a, b: [c = 1], ...d }` binds a, c and d. */
function bound(pattern: AnyNode): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "AssignmentPattern":
      return bound(pattern.left as AnyNode);
    case "RestElement":
      return bound(pattern.argument as AnyNode);
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element === null ? [] : bound(element as AnyNode)));
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        bound((property.type === "Property" ? property.value : property) as AnyNode),
      );
    default:
      return [];
  }
}
