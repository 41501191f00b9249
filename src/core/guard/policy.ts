/** The owner's own additions and exceptions, as the guard takes them: already checked, already without what expired. */

export interface GuardPolicy {
  /** Refused besides everything else. */
  readonly deny: readonly AddedRule[];
  /** Let through although one rule objects: that rule, for commands of this shape, and nothing else. */
  readonly allow: readonly NarrowException[];
}

export interface AddedRule {
  readonly name: string;
  /** Words of a command in order, as it really runs; `*` inside a word stands for any text, a last `**` for any more words. */
  readonly command: string;
  readonly reason: string;
}

export interface NarrowException {
  readonly rule: string;
  readonly command: string;
}

/** Whether an invocation has the shape of a pattern such as `docker volume rm test-*`. */
export function hasShape(pattern: string, argv: readonly string[]): boolean {
  const wanted = pattern.split(" ").filter((word) => word !== "");
  const open = wanted.at(-1) === "**";
  if (open) wanted.pop();
  if (open ? argv.length < wanted.length : argv.length !== wanted.length) return false;
  return wanted.every((word, i) => fits(word, argv[i] ?? ""));
}

function fits(word: string, arg: string): boolean {
  const parts = word.split("*");
  const first = parts[0] ?? "";
  if (parts.length === 1) return arg === word;
  if (!arg.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = arg.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const last = parts.at(-1) ?? "";
  return arg.length - at >= last.length && arg.endsWith(last);
}
