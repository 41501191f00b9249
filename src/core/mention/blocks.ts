/**
 * Markdown's block structure, as far as mentions need it: the stretches of a text that are prose, one per paragraph,
 * heading or list item. Fenced code, indented code, quoted lines and comments that begin a line are left out. One pass,
 * linear: nothing is looked at twice.
 *
 * A line under a quote that does not begin with `>` itself counts as prose, although a renderer may draw it inside
 * the quote: people answer below what they quote, and an answer must not be lost.
 */

/** Half-open range of UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Fence {
  readonly mark: string;
  readonly length: number;
}

export function proseSpans(text: string): Span[] {
  const spans: Span[] = [];
  const lists: number[] = [];
  let fence: Fence | null = null;
  let open: { start: number; end: number } | null = null;
  /** End of the comment being skipped. */
  let hidden = 0;
  const close = () => {
    if (open !== null) spans.push(open);
    open = null;
  };
  for (const { start, end } of lines(text)) {
    if (start < hidden) {
      if (hidden < end) open = { start: hidden, end };
      continue;
    }
    const line = text.slice(start, end);
    const first = indentOf(line, 0, 0);
    if (fence !== null) {
      if (closes(line.slice(first.index), fence)) fence = null;
      continue;
    }
    if (first.index === line.length) {
      close();
      continue;
    }
    if (open === null) while (lists.length > 0 && (lists.at(-1) ?? 0) > first.column) lists.pop();
    let { index, column } = first;
    let base = lists.at(-1) ?? 0;
    if (base > column) base = 0;
    let item = false;
    for (;;) {
      if (column - base >= 4 && (open === null || item)) break;
      const marker = /^(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)/.exec(line.slice(index, index + 11));
      if (marker === null) break;
      if (!item) while (lists.length > 0 && (lists.at(-1) ?? 0) > column) lists.pop();
      const after = indentOf(line, index + marker[0].length, column + marker[0].length);
      const gap = after.column - column - marker[0].length;
      base = column + marker[0].length + (gap >= 1 && gap <= 4 ? gap : 1);
      lists.push(base);
      item = true;
      ({ index, column } = after);
    }
    if (item) close();
    const rest = line.slice(index);
    if (column - base >= 4 && open === null) continue;
    if (rest.startsWith(">")) {
      close();
      continue;
    }
    if (rest.startsWith("<!--")) {
      close();
      const stop = text.indexOf("-->", start + index + 2);
      if (stop < 0) return spans;
      hidden = stop + 3;
      if (hidden < end) open = { start: hidden, end };
      continue;
    }
    fence = opens(rest);
    if (fence !== null) {
      close();
      continue;
    }
    const heading = /^#{1,6}(?:[ \t]|$)/.test(rest);
    if (heading) close();
    open = open === null ? { start: start + index, end } : { start: open.start, end };
    if (heading) close();
  }
  close();
  return spans;
}

function* lines(text: string): Generator<Span> {
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit !== 10 && unit !== 13) continue;
    yield { start, end: i };
    if (unit === 13 && text.charCodeAt(i + 1) === 10) i++;
    start = i + 1;
  }
  yield { start, end: text.length };
}

/** Where the blanks that begin at `index` end, in units and in columns (a tab reaches the next multiple of four). */
function indentOf(line: string, index: number, column: number): { index: number; column: number } {
  let i = index;
  let at = column;
  for (; i < line.length; i++) {
    if (line[i] === " ") at += 1;
    else if (line[i] === "\t") at += 4 - (at % 4);
    else break;
  }
  return { index: i, column: at };
}

function opens(rest: string): Fence | null {
  const run = /^(?:`{3,}|~{3,})/.exec(rest)?.[0];
  if (run === undefined) return null;
  if (run.startsWith("`") && rest.includes("`", run.length)) return null;
  return { mark: run.charAt(0), length: run.length };
}

function closes(rest: string, fence: Fence): boolean {
  let run = 0;
  while (rest[run] === fence.mark) run++;
  return run >= fence.length && rest.slice(run).trim() === "";
}
