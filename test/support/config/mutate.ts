/** Mistakes as people and machines make them, in the text of a configuration. The same number makes the same text. */

/** A small generator that is the same everywhere; mulberry32. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const VALUES = [
  ...[
    "0",
    "-1",
    "1e400",
    "nan",
    "-inf",
    "9007199254740993",
    "0.0000001",
    "true",
    '""',
    "[]",
    "{}",
    "[[]]",
    "1979-05-27",
  ],
  ...[
    '"$' + '{X}"',
    '"<here>"',
    '"\\u0000"',
    '"🦀"',
    '"__proto__"',
    '"UTC"',
    '"Europe/Vienna"',
    '"* * * * *"',
    '"59 23 31 12 *"',
  ],
  ...[
    '"0 0 29 2 *"',
    '"*/0 * * * *"',
    '"0 1-99 * * *"',
    '"L W # ? *"',
    '"observe"',
    '"reviewer"',
    '"http://[::1]"',
    '"http://"',
  ],
  ...[
    '["a", "A"]',
    "{ a = 1 }",
    '"gpt-5.4-0613"',
    '"a/b"',
    '"../.."',
    '"constructor"',
    '"toString"',
    "07:32:00",
  ],
];
const LINES = [
  ...[
    "[limits]",
    "[[agents]]",
    "[[projects]]",
    "[gitea]",
    "[constructor]",
    "[nightwatch]",
    "[a.b.c]",
    "[[runners]]",
    "[prompt.mandatory]",
  ],
  ...[
    'name = "x1"',
    "enabled = false",
    "lease_secs = 1",
    'token = "t"',
    'base_url = "http://a"',
    'id = "p1"',
    "x = {}",
  ],
  ...[
    '"__proto__" = 1',
    "__proto__.a = 1",
    'constructor = "x"',
    "prototype.y = 2",
    'schedule = "0 1 * * *"',
    "gitea = 1",
  ],
];

export function mutate(text: string, seed: number): string {
  const next = random(seed);
  const upTo = (n: number): number => Math.floor(next() * n);
  const one = <T>(list: readonly T[]): T => list[upTo(list.length)] as T;
  let lines = text.split("\n");
  for (let i = upTo(3); i >= 0; i--) {
    const at = upTo(lines.length);
    const line = lines[at] ?? "";
    const key = /^([^=]*=\s*)/.exec(line)?.[1];
    const c = upTo(line.length + 1);
    switch (upTo(9)) {
      case 0:
        lines.splice(at, 1);
        break;
      case 1:
        lines.splice(at, 0, one(LINES));
        break;
      case 2:
        lines.splice(at, 0, one(lines));
        break;
      case 3:
        if (key !== undefined) lines[at] = key + one(VALUES);
        break;
      case 4:
        lines[at] = line.slice(0, c) + line.slice(c + 1);
        break;
      case 5:
        lines[at] =
          line.slice(0, c) +
          one(["x", "_", " ", '"', "'", "[", "]", "=", "#", ".", "\\", "\u0000", "é", "\r"]) +
          line.slice(c);
        break;
      case 6:
        lines[at] = line.slice(0, c) + (line[c + 1] ?? "") + (line[c] ?? "") + line.slice(c + 2);
        break;
      case 7:
        lines[at] = line.replace(/[a-z_]+/, (word) =>
          one([word.toUpperCase(), `${word}s`, word.slice(1), one(lines).split(" ")[0] ?? ""]),
        );
        break;
      default:
        lines = [...lines.slice(0, at), ...lines.slice(at + 1 + upTo(3))];
    }
  }
  return lines.join("\n");
}
