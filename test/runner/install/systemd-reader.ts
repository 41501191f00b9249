/**
 * Reads a unit as systemd.syntax(7) says it is read, written apart from what writes them: `%` before another `%` is
 * one, before anything else a specifier; a command line also expands `$`; words may stand in double quotes.
 */
export function valuesOf(unit: string, key: string): string[] {
  return unit
    .split("\n")
    .filter((line) => line.startsWith(`${key}=`))
    .map((line) => line.slice(key.length + 1).trim());
}

export function readWhole(value: string): string {
  return specifiers(value);
}

export function readWords(value: string, kind: "list" | "command"): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quoted = false;
  for (const char of value) {
    if (char === "\\" || char === "'") throw new Error(`${char} in ${value} would be read as an escape`);
    if (char === '"') {
      quoted = !quoted;
      word ??= "";
    } else if (/\s/.test(char) && !quoted) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + char;
  }
  if (quoted) throw new Error(`an open quote in ${value}`);
  if (word !== null) words.push(word);
  if (kind === "command" && words.includes(";") && !value.includes('";"'))
    throw new Error("a second command");
  return words.map((text) => (kind === "command" ? variables(specifiers(text)) : specifiers(text)));
}

function specifiers(text: string): string {
  return text.replace(/%(.?)/g, (_, next: string) => {
    if (next !== "%") throw new Error(`%${next} would be expanded in ${text}`);
    return "%";
  });
}

function variables(text: string): string {
  return text.replace(/\$(.?)/g, (_, next: string) => {
    if (next !== "$") throw new Error(`$${next} would be expanded in ${text}`);
    return "$";
  });
}
