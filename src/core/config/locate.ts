/**
 * Where each key and value of a TOML document stands. Takes text that a TOML parser has accepted and returns offsets by
 * path; it judges nothing, and on text that no parser would accept it returns some places or none, and ends.
 */

export type Path = readonly (string | number)[];

export interface Span {
  /** UTF-16 units from the beginning of the text. */
  readonly offset: number;
  readonly length: number;
}

export interface Place {
  /** The key's own word; for a table the last word of its header; for an element of a list the element. */
  readonly key: Span;
  /** Null for what only a header made. */
  readonly value: Span | null;
}

export type Places = ReadonlyMap<string, Place>;

export const pathKey = (path: Path): string => JSON.stringify(path);

interface Word {
  readonly name: string;
  readonly span: Span;
}

export function locate(text: string): Places {
  return new Scanner(text).run();
}

class Scanner {
  readonly #text: string;
  readonly #places = new Map<string, Place>();
  /** Last index of each array of tables. */
  readonly #last = new Map<string, number>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Places {
    let table: Path = [];
    for (this.#skip(true); this.#at < this.#text.length; this.#skip(true)) {
      const before = this.#at;
      if (this.#take("[[")) table = this.#header(this.#words(), true);
      else if (this.#take("[")) table = this.#header(this.#words(), false);
      else this.#pair(table);
      while (this.#peek() === "]") this.#at++;
      if (this.#at === before) this.#at++;
    }
    return this.#places;
  }

  /** What a header opens: a word that names an array of tables stands for its last table. */
  #header(words: readonly Word[], more: boolean): Path {
    const path: (string | number)[] = [];
    for (const [i, { name, span }] of words.entries()) {
      const end = i === words.length - 1;
      path.push(name);
      const key = pathKey(path);
      if (end && !more) this.#places.set(key, { key: span, value: this.#places.get(key)?.value ?? null });
      else this.#imply(path, span);
      const index = end && more ? (this.#last.get(key) ?? -1) + 1 : this.#last.get(key);
      if (index === undefined) continue;
      this.#last.set(key, index);
      path.push(index);
      this.#imply(path, span);
    }
    return path;
  }

  #imply(path: Path, span: Span): void {
    const key = pathKey(path);
    if (!this.#places.has(key)) this.#places.set(key, { key: span, value: null });
  }

  #pair(table: Path): void {
    const path = [...table];
    const words = this.#words();
    for (const { name, span } of words) {
      path.push(name);
      this.#imply(path, span);
    }
    this.#skip(false);
    if (!this.#take("=")) return;
    this.#skip(false);
    this.#value(path, words.at(-1)?.span);
  }

  #words(): Word[] {
    const words: Word[] = [];
    do {
      this.#skip(false);
      const offset = this.#at;
      const quote = this.#peek();
      if (quote === '"' || quote === "'") this.#quoted(quote);
      else while (/[^\s.=\]"'#,{}[]/.test(this.#peek())) this.#at++;
      const written = this.#text.slice(offset, this.#at);
      if (written === "") break;
      words.push({ name: keyName(written), span: { offset, length: written.length } });
      this.#skip(false);
    } while (this.#take("."));
    return words;
  }

  #value(path: Path, key?: Span): void {
    const offset = this.#at;
    const first = this.#peek();
    if (first === '"' || first === "'") this.#quoted(first);
    else if (this.#take("[")) this.#inside("]", (i) => this.#value([...path, i]));
    else if (this.#take("{")) this.#inside("}", () => this.#pair(path));
    else this.#bare();
    const value = { offset, length: this.#at - offset };
    this.#places.set(pathKey(path), { key: key ?? value, value });
  }

  #inside(close: string, one: (index: number) => void): void {
    for (let i = 0; ; i++) {
      this.#skip(true);
      if (this.#at >= this.#text.length || this.#take(close)) return;
      const before = this.#at;
      one(i);
      this.#skip(true);
      this.#take(",");
      if (this.#at === before) return;
    }
  }

  #bare(): void {
    const end = /[,\]}#\r\n]|$/g;
    end.lastIndex = this.#at;
    const stop = end.exec(this.#text)?.index ?? this.#text.length;
    this.#at += this.#text.slice(this.#at, stop).trimEnd().length;
  }

  #quoted(quote: string): void {
    const triple = quote.repeat(3);
    const many = this.#text.startsWith(triple, this.#at);
    const close = many ? triple : quote;
    this.#at += close.length;
    while (this.#at < this.#text.length && !this.#text.startsWith(close, this.#at)) {
      if (!many && this.#peek() === "\n") return;
      this.#at += quote === '"' && this.#peek() === "\\" ? 2 : 1;
    }
    this.#at = Math.min(this.#at + close.length, this.#text.length);
    // Up to two quotes may stand before the closing three.
    for (let extra = 0; many && extra < 2 && this.#peek() === quote; extra++) this.#at++;
  }

  #skip(lines: boolean): void {
    for (;;) {
      const next = this.#peek();
      if (next === " " || next === "\t" || (lines && (next === "\n" || next === "\r"))) this.#at++;
      else if (next === "#" && lines) {
        const end = this.#text.indexOf("\n", this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else return;
    }
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #take(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", e: "\x1b" };

/** The name that a key's spelling stands for. */
function keyName(written: string): string {
  if (!/^["']/.test(written)) return written;
  const inner = written.slice(1, -1);
  if (written.startsWith("'")) return inner;
  return inner.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))/g,
    (_, four?: string, eight?: string, two?: string, one = "") => {
      const hex = four ?? eight ?? two;
      return hex === undefined ? (ESCAPES[one] ?? one) : String.fromCodePoint(Number.parseInt(hex, 16));
    },
  );
}
