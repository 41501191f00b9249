/** Untrusted words in an SVG: made into text that no reader takes for markup, and cut to the width of a box. */

/** What XML 1.0 cannot hold at all, and what turns the direction of the text around it. */
const UNFIT = /[\p{Cc}\p{Cs}\p{Co}\uFFFE\uFFFF\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const WIDE = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{Extended_Pictographic}\uFF01-\uFF60]/u;
const CHARACTERS = new Intl.Segmenter();
const NAMED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escaped = (text: string): string =>
  text.replaceAll(UNFIT, " ").replaceAll(/[&<>"']/g, (sign) => NAMED[sign] ?? "");

/** Cut at a whole character; a wide one counts as two columns. */
export function cut(text: string, columns: number): string {
  const plain = text.replaceAll(UNFIT, " ").replaceAll(/\s+/g, " ").trim();
  let used = 0;
  let kept = "";
  let shorter = "";
  for (const { segment } of CHARACTERS.segment(plain)) {
    used += WIDE.test(segment) ? 2 : 1;
    if (used > columns) return `${shorter}…`;
    kept += segment;
    if (used < columns) shorter = kept;
  }
  return kept;
}
