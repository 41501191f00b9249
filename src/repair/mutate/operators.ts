/** Operators: comparison boundaries, arithmetic, bits, logic, assignment, and dropping one side. */
import { bracketed, type Mutator, type Proposal, replace, type Site, textOf } from "./site.ts";

type Swaps = Readonly<Record<string, readonly (readonly [string, number])[]>>;

const BINARY: Swaps = {
  "<": [
    ["<=", 0.95],
    [">", 0.6],
    [">=", 0.5],
  ],
  "<=": [
    ["<", 0.95],
    [">=", 0.6],
    [">", 0.5],
  ],
  ">": [
    [">=", 0.95],
    ["<", 0.6],
    ["<=", 0.5],
  ],
  ">=": [
    [">", 0.95],
    ["<=", 0.6],
    ["<", 0.5],
  ],
  "===": [
    ["!==", 0.7],
    [">=", 0.2],
    ["<=", 0.2],
  ],
  "!==": [
    ["===", 0.7],
    ["<", 0.2],
    [">", 0.2],
  ],
  "==": [
    ["!=", 0.7],
    ["===", 0.5],
  ],
  "!=": [
    ["==", 0.7],
    ["!==", 0.5],
  ],
  "+": [
    ["-", 0.8],
    ["*", 0.4],
  ],
  "-": [
    ["+", 0.8],
    ["*", 0.3],
    ["/", 0.3],
  ],
  "*": [
    ["/", 0.7],
    ["+", 0.5],
    ["%", 0.3],
    ["-", 0.3],
    ["**", 0.3],
  ],
  "/": [
    ["*", 0.7],
    ["%", 0.5],
    ["-", 0.3],
  ],
  "%": [
    ["/", 0.6],
    ["*", 0.4],
  ],
  "**": [["*", 0.6]],
  "&": [
    ["|", 0.6],
    ["^", 0.4],
  ],
  "|": [
    ["&", 0.6],
    ["^", 0.5],
    ["+", 0.3],
  ],
  "^": [
    ["|", 0.6],
    ["&", 0.4],
    ["+", 0.3],
  ],
  "<<": [
    [">>", 0.6],
    [">>>", 0.5],
  ],
  ">>": [
    [">>>", 0.8],
    ["<<", 0.6],
  ],
  ">>>": [
    [">>", 0.7],
    ["<<", 0.5],
  ],
  in: [],
  instanceof: [],
};

const LOGICAL: Swaps = {
  "&&": [["||", 0.8]],
  "||": [
    ["&&", 0.8],
    ["??", 0.75],
  ],
  "??": [
    ["||", 0.75],
    ["&&", 0.3],
  ],
};

const ASSIGNMENT: Swaps = {
  "=": [
    ["+=", 0.5],
    ["??=", 0.3],
  ],
  "+=": [
    ["-=", 0.7],
    ["=", 0.6],
    ["*=", 0.4],
  ],
  "-=": [
    ["+=", 0.7],
    ["=", 0.5],
  ],
  "*=": [
    ["/=", 0.5],
    ["+=", 0.6],
    ["**=", 0.2],
  ],
  "/=": [["*=", 0.6]],
  "|=": [
    ["&=", 0.5],
    ["^=", 0.5],
    ["=", 0.4],
  ],
  "&=": [["|=", 0.5]],
  "^=": [["|=", 0.5]],
  "<<=": [[">>=", 0.6]],
  ">>=": [
    [">>>=", 0.7],
    ["<<=", 0.6],
  ],
  ">>>=": [
    [">>=", 0.6],
    ["<<=", 0.5],
  ],
  "??=": [
    ["||=", 0.6],
    ["=", 0.5],
  ],
  "||=": [["??=", 0.6]],
};

const DROPS = new Set(["+", "-", "*", "/", "%", "&", "|", "^", ">>", ">>>", "<<", "&&", "||", "??"]);

export const operators: Mutator = (site) => {
  const { node } = site;
  if (node.type === "BinaryExpression" && node.left.type !== "PrivateIdentifier")
    return [...swapped(site, BINARY), ...dropped(site)];
  if (node.type === "LogicalExpression") return [...swapped(site, LOGICAL), ...dropped(site)];
  if (node.type === "AssignmentExpression") return swapped(site, ASSIGNMENT);
  if (node.type === "UpdateExpression") {
    const other = node.operator === "++" ? "--" : "++";
    const target = textOf(site, node.argument);
    return [
      replace(node, node.prefix ? other + target : target + other, 0.6, `${node.operator} becomes ${other}`),
      replace(
        node,
        node.prefix ? target + node.operator : node.operator + target,
        0.4,
        "before and after exchanged",
      ),
    ];
  }
  if (node.type === "UnaryExpression" && ["!", "-", "~"].includes(node.operator)) {
    const removed = replace(node, textOf(site, node.argument), 0.6, `${node.operator} removed`);
    const number = node.operator === "-" && node.argument.type === "Literal";
    return number ? [removed, replace(node, "0", 0.4, `${textOf(site, node)} becomes 0`)] : [removed];
  }
  return [];
};

interface TwoSided {
  readonly operator: string;
  readonly left: { start: number; end: number };
  readonly right: { start: number; end: number };
}

function swapped(site: Site, table: Swaps): Proposal[] {
  const { operator, left, right } = site.node as unknown as TwoSided;
  const between = site.source.slice(left.end, right.start);
  const at = left.end + between.indexOf(operator);
  return (table[operator] ?? []).map(([other, weight]) =>
    replace({ start: at, end: at + operator.length }, other, weight, `${operator} becomes ${other}`),
  );
}

function dropped(site: Site): Proposal[] {
  const { operator, left, right } = site.node as unknown as TwoSided;
  if (!DROPS.has(operator)) return [];
  const logical = operator === "&&" || operator === "||";
  return [
    replace(site.node, bracketed(site, left as never), 0.5, `${operator} and its right side removed`),
    replace(
      site.node,
      bracketed(site, right as never),
      logical ? 0.5 : 0.3,
      `${operator} and its left side removed`,
    ),
  ];
}
