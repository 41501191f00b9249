/** Documents are generated together with the places of their keys and values; the locator must find exactly those. */

import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { locate, type Path, pathKey } from "../../../src/core/config/locate.ts";
import fc from "../../support/fast-check.ts";

type Node =
  | { readonly kind: "text"; readonly written: string }
  | { readonly kind: "list"; readonly items: readonly Node[]; readonly blank: string }
  | { readonly kind: "inline"; readonly pairs: readonly Pair[] };
interface Pair {
  readonly name: string;
  readonly style: 0 | 1 | 2;
  readonly node: Node;
}

/** Writes a document and notes where everything stands. */
class Writer {
  text = "";
  readonly keys = new Map<string, string>();
  readonly values = new Map<string, string>();

  put(written: string): string {
    const at = `${this.text.length}+${written.length}`;
    this.text += written;
    return at;
  }

  name(name: string, style: number): string {
    const bare = style === 0 && /^[A-Za-z0-9_-]+$/.test(name);
    return this.put(bare ? name : style === 1 && !name.includes("'") ? `'${name}'` : JSON.stringify(name));
  }

  value(path: Path, node: Node, key?: string): void {
    const from = this.text.length;
    if (node.kind === "text") this.put(node.written);
    if (node.kind === "list") {
      this.put(`[${node.blank}`);
      for (const [i, item] of node.items.entries()) {
        this.value([...path, i], item);
        this.put(`${node.blank},${node.blank}`);
      }
      this.put("]");
    }
    if (node.kind === "inline") {
      this.put("{ ");
      for (const [i, pair] of node.pairs.entries()) {
        if (i > 0) this.put(" , ");
        const own = [...path, pair.name];
        const at = this.name(pair.name, pair.style);
        this.put(" = ");
        this.value(own, pair.node, at);
      }
      this.put(" }");
    }
    const span = `${from}+${this.text.length - from}`;
    this.values.set(pathKey(path), span);
    this.keys.set(pathKey(path), key ?? span);
  }
}

const word = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z][a-z0-9_-]{0,6}$/) },
  { weight: 1, arbitrary: fc.constantFrom("a b", "d.ot", 'q"uote', "ha#sh", "é", "[x]", "=", "__proto__x") },
);
const leaf = fc
  .constantFrom(
    ...[
      "1",
      "-0.5",
      "true",
      "1979-05-27T07:32:00Z",
      "1979-05-27 07:32:00",
      "inf",
      "0xff",
      '""',
      '"a # ] } , b"',
    ],
    ...[
      "'c:\\d'",
      '"esc \\" \\\\"',
      '"""\nmany\n "" lines ]\\\n  x"""',
      "'''\n[no] = 'it''\n'''",
      '""""quoted""""',
    ],
  )
  .map((written): Node => ({ kind: "text", written }));
const blank = fc.constantFrom("", " ", "\n  ", ' # it\'s a "comment" ]\n');
const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constant("list" as const), items: fc.array(tie("node"), { maxLength: 3 }), blank }),
    fc.record({ kind: fc.constant("inline" as const), pairs: pairsOf(tie("node"), 3) }),
  ),
}));

function pairsOf(of: fc.Arbitrary<Node>, maxLength: number): fc.Arbitrary<Pair[]> {
  const pair = fc.record({ name: word, style: fc.constantFrom<0 | 1 | 2>(0, 1, 2), node: of });
  return fc.uniqueArray(pair, { maxLength, selector: (one) => one.name });
}

const table = fc.record({
  names: fc.array(word, { minLength: 1, maxLength: 3 }),
  many: fc.integer({ min: 0, max: 3 }),
  pairs: pairsOf(node, 4),
  dotted: fc.boolean(),
  indent: fc.constantFrom("", "  ", "\t"),
  end: fc.constantFrom("\n", "\r\n", " # comment = [x]\n", "\n\n"),
});
const sections = fc.uniqueArray(table, { maxLength: 5, selector: (one) => one.names[0] });

function write(
  top: readonly Pair[],
  all: readonly (typeof table extends fc.Arbitrary<infer T> ? T : never)[],
): Writer {
  const w = new Writer();
  const taken = new Set(all.map((one) => one.names[0]));
  const pair = (base: Path, one: Pair, dotted: boolean, indent: string, end: string) => {
    w.put(indent);
    const path: (string | number)[] = [...base];
    if (dotted) {
      path.push(`via-${one.name.length}-${one.name}`);
      w.keys.set(pathKey(path), w.name(String(path.at(-1)), 2));
      w.put(" . ");
    }
    path.push(one.name);
    const at = w.name(one.name, one.style);
    w.put(" =\t");
    w.value(path, one.node, at);
    w.put(end);
  };
  for (const one of top) if (!taken.has(one.name)) pair([], one, false, "", "\n");
  for (const { names, many, pairs, dotted, indent, end } of all) {
    for (let i = 0; i < Math.max(1, many); i++) {
      w.put(many > 0 ? "[[ " : "[ ");
      const path: (string | number)[] = [];
      for (const [n, name] of names.entries()) {
        if (n > 0) w.put(" . ");
        path.push(name);
        const at = w.name(name, n % 3);
        if (!w.keys.has(pathKey(path))) w.keys.set(pathKey(path), at);
        if (n === names.length - 1 && many > 0) {
          path.push(i);
          w.keys.set(pathKey(path), at);
        }
      }
      w.put(`${many > 0 ? " ]]" : " ]"}${end}`);
      for (const one of pairs) pair(path, one, dotted, indent, end);
    }
  }
  return w;
}

describe("the locator", () => {
  it("finds every key and every value where it was written", () => {
    fc.assert(
      fc.property(pairsOf(node, 3), sections, (top, all) => {
        const { text, keys, values } = write(top, all);
        parse(text); // What is generated is TOML.
        const places = locate(text);
        const span = (s: { offset: number; length: number } | null | undefined) =>
          s ? `${s.offset}+${s.length}` : null;
        expect(new Map([...places].map(([path, place]) => [path, span(place.key)]))).toEqual(keys);
        for (const [path, at] of values) expect(span(places.get(path)?.value), path).toBe(at);
      }),
      { numRuns: process.env.ADF_FULL === "1" ? 1_000 : 300 },
    );
  });

  it("ends, and does not throw, on any text at all", () => {
    const pieces = fc.constantFrom(
      "[",
      "]",
      "[[",
      "]]",
      "{",
      "}",
      "=",
      ".",
      ",",
      '"',
      "'",
      '"""',
      "'''",
      "#",
      "\\",
      "\n",
      " ",
      "a",
      "b1",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => void locate(parts.join(""))),
      { numRuns: process.env.ADF_FULL === "1" ? 3_000 : 1_000 },
    );
  });
});
