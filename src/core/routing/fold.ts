/**
 * Upper and lower case made one, unit by unit, so that an offset in the folded text is an offset in the text itself. A line
 * end is a blank, since texts are wrapped anywhere, and a hyphen that does not break a line is a hyphen.
 * (Folding a whole string does not keep its length: `İ` grows, and a final `Σ` depends on what follows.)
 */

let table: Uint16Array | null = null;

export function fold(text: string): string {
  // Within ASCII nothing grows, and the built-in is several times faster.
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase().replace(/[\t\n\r]/g, " ");
  table ??= build();
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) units[i] = table[text.charCodeAt(i)] ?? 0;
  const parts: string[] = [];
  for (let i = 0; i < units.length; i += 8_192)
    parts.push(String.fromCharCode(...units.subarray(i, i + 8_192)));
  return parts.join("");
}

function build(): Uint16Array {
  const made = new Uint16Array(65_536);
  for (let unit = 0; unit < made.length; unit++) {
    const lower = String.fromCharCode(unit).toLowerCase();
    made[unit] = lower.length === 1 ? lower.charCodeAt(0) : unit;
  }
  // The final form of sigma is the same letter.
  made[0x3c2] = 0x3c3;
  for (const blank of [0x09, 0x0a, 0x0d, 0xa0, 0x202f, 0x3000]) made[blank] = 0x20;
  for (const hyphen of [0x2010, 0x2011]) made[hyphen] = 0x2d;
  return made;
}
