/** Values in place: off by one, masked, copied, awaited, another name, another property, arguments exchanged. */
import {
  bracketed,
  enclosingFunction,
  isTight,
  type Mutator,
  type Proposal,
  replace,
  type Site,
  textOf,
} from "./site.ts";

export const offByOne: Mutator = (site) => {
  const { node, parent } = site;
  const countable =
    node.type === "Identifier" ||
    node.type === "MemberExpression" ||
    node.type === "BinaryExpression" ||
    node.type === "CallExpression";
  if (!countable || parent === null || !standsForNumber(site)) return [];
  const text = textOf(site, node);
  const tight = parent.type === "BinaryExpression" || parent.type === "UnaryExpression";
  const wrap = (sum: string) => (tight ? `(${sum})` : sum);
  if (node.type === "BinaryExpression" && !"+-*/%".includes(node.operator)) return [];
  const weight = node.type === "CallExpression" ? 0.25 : 0.45;
  return [
    replace(node, wrap(`${text} - 1`), weight, `${short(text)} one less`),
    replace(node, wrap(`${text} + 1`), weight, `${short(text)} one more`),
  ];
};

/** Where a number is plausible: an argument, an index, a side of arithmetic or of a comparison, a result. */
export function standsForNumber(site: Site): boolean {
  const { node, parent } = site;
  switch (parent?.type) {
    case "CallExpression":
    case "NewExpression":
      return parent.callee !== node;
    case "MemberExpression":
      return parent.computed && parent.property === node;
    case "BinaryExpression":
      return /^([-+*/%]|\*\*|<<|[<>]=?|===|!==)$/.test(parent.operator);
    case "ReturnStatement":
      return true;
    case "VariableDeclarator":
      return parent.init === node;
    case "AssignmentExpression":
      return parent.right === node;
    case "ArrowFunctionExpression":
      return parent.body === node;
    default:
      return false;
  }
}

export const short = (text: string): string =>
  (text.length > 40 ? `${text.slice(0, 37)}...` : text).replace(/\s+/g, " ");

export const masks: Mutator = (site) => {
  const { node, parent } = site;
  if (node.type !== "BinaryExpression" || !/^([-+*]|<<|\^|\|)$/.test(node.operator)) return [];
  if (parent?.type === "BinaryExpression" && /[&|^]|>>/.test(parent.operator)) return [];
  const text = textOf(site, node);
  return [
    replace(node, `((${text}) & 0xff)`, 0.3, "kept to 8 bits"),
    replace(node, `((${text}) & 0xffff)`, 0.3, "kept to 16 bits"),
    replace(node, `((${text}) >>> 0)`, 0.35, "kept to 32 bits without a sign"),
  ];
};

export const awaits: Mutator = (site) => {
  const { node, parent } = site;
  if (node.type === "AwaitExpression")
    return [replace(node, textOf(site, node.argument), 0.3, "await removed")];
  const fn = enclosingFunction(site) as { async?: boolean } | null;
  if (fn?.async !== true || parent?.type === "AwaitExpression") return [];
  if (node.type !== "CallExpression" && node.type !== "NewExpression" && node.type !== "Identifier")
    return [];
  if (parent?.type === "CallExpression" && parent.callee === node) return [];
  const text = `await ${textOf(site, node)}`;
  if (parent?.type === "ExpressionStatement" && node.type === "CallExpression")
    return [replace(node, text, 0.7, "await added")];
  if (node.type === "Identifier" && parent?.type !== "ReturnStatement") return [];
  const tight = parent?.type === "MemberExpression" && parent.object === node;
  return [
    replace(node, tight || parent?.type === "BinaryExpression" ? `(${text})` : text, 0.5, "await added"),
  ];
};

export const copies: Mutator = (site) => {
  const { node, parent } = site;
  const value = node.type === "Identifier" || node.type === "MemberExpression";
  if (!value || parent === null) return [];
  const leaves =
    parent.type === "ReturnStatement" ||
    (parent.type === "AssignmentExpression" && parent.right === node) ||
    (parent.type === "Property" && parent.value === node && !parent.shorthand && parent.kind === "init") ||
    (parent.type === "CallExpression" && parent.callee !== node) ||
    (parent.type === "VariableDeclarator" && parent.init === node) ||
    (parent.type === "MemberExpression" && parent.object === node && node.type === "Identifier");
  if (!leaves) return [];
  const text = textOf(site, node);
  const found = [replace(node, `[...${text}]`, 0.25, `a copy of the list ${short(text)}`)];
  if (parent.type !== "MemberExpression")
    found.push(
      replace(node, `{ ...${text} }`, 0.22, `a copy of the object ${short(text)}`),
      replace(node, `structuredClone(${text})`, 0.2, `a deep copy of ${short(text)}`),
    );
  return found;
};

export const swappedNeighbours: Mutator = (site) => {
  const { node } = site;
  const list =
    node.type === "CallExpression" || node.type === "NewExpression"
      ? node.arguments
      : node.type === "ObjectExpression"
        ? node.properties
        : node.type === "ArrayExpression"
          ? node.elements
          : [];
  const weight = node.type === "ArrayExpression" ? 0.3 : 0.55;
  const found: Proposal[] = [];
  for (const [index, left] of list.entries()) {
    const right = list[index + 1];
    if (left === null || right === null || right === undefined) continue;
    const between = site.source.slice(left.end, right.start);
    const text = textOf(site, right) + between + textOf(site, left);
    if (textOf(site, left) !== textOf(site, right))
      found.push(replace({ start: left.start, end: right.end }, text, weight, "two neighbours exchanged"));
  }
  return found;
};

export const otherNames: Mutator = (site) => {
  const { node, parent } = site;
  if (node.type !== "Identifier" || parent === null || !isRead(site)) return [];
  const called = parent.type === "CallExpression" && parent.callee === node;
  return site.names
    .filter((name) => name !== node.name)
    .slice(0, 12)
    .map((name, index) =>
      replace(
        node,
        parent.type === "Property" && parent.shorthand ? `${node.name}: ${name}` : name,
        (called ? 0.2 : 0.45) * 0.95 ** index,
        `${node.name} becomes ${name}`,
      ),
    );
};

/** Whether an identifier stands for its value, as against one that is bound, or names a property. */
export function isRead(site: Site): boolean {
  const { node, parent } = site;
  switch (parent?.type) {
    case "MemberExpression":
      return parent.object === node || parent.computed;
    case "Property":
      return parent.value === node && !site.ancestors.some((above) => above.type === "ObjectPattern");
    case "VariableDeclarator":
      return parent.init === node;
    case "AssignmentPattern":
      return parent.right === node;
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ClassDeclaration":
    case "MethodDefinition":
    case "PropertyDefinition":
    case "RestElement":
    case "ArrayPattern":
    case "ObjectPattern":
    case "CatchClause":
    case "LabeledStatement":
      return false;
    case "ArrowFunctionExpression":
      return parent.body === node;
    default:
      return !/^(Import|Export)/.test(parent?.type ?? "");
  }
}

/** Optional access where something may be missing, and a default where a value may be. */
export const guards: Mutator = (site) => {
  const { node, parent } = site;
  if (node.type === "MemberExpression" && !node.optional && !node.computed && isTight(node.object as never)) {
    const assigned = parent?.type === "AssignmentExpression" && parent.left === node;
    if (assigned || parent?.type === "UpdateExpression" || node.object.type === "ThisExpression") return [];
    const dot = site.source.indexOf(".", node.object.end);
    return [replace({ start: dot, end: dot + 1 }, "?.", 0.2, "optional access")];
  }
  if (node.type === "ReturnStatement" && node.argument)
    return [
      replace(node.argument, `${bracketed(site, node.argument)} ?? null`, 0.15, "null when missing"),
      replace(node.argument, `!${bracketed(site, node.argument)}`, 0.3, "the result negated"),
    ];
  return [];
};
