/**
 * Whether a match may begin or end between two neighbouring characters. It may, unless both belong to one word: "pr"
 * is not in "project", while "c++" needs no blank after it. Scripts written without blanks have no such edges.
 */

const WORD = /[\p{L}\p{N}\p{M}_]/u;
const UNSPACED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

export function isBoundary(text: string, index: number): boolean {
  if (index <= 0 || index >= text.length) return true;
  return !(joins(before(text, index)) && joins(text.codePointAt(index) ?? 0));
}

function joins(point: number): boolean {
  if (point < 0x80) {
    return (
      (point >= 97 && point <= 122) ||
      (point >= 48 && point <= 57) ||
      (point >= 65 && point <= 90) ||
      point === 95
    );
  }
  const character = String.fromCodePoint(point);
  return WORD.test(character) && !UNSPACED.test(character);
}

/** The code point that ends at `index`. */
function before(text: string, index: number): number {
  const unit = text.charCodeAt(index - 1);
  const low = unit >= 0xdc00 && unit <= 0xdfff && index >= 2;
  const point = low ? (text.codePointAt(index - 2) ?? unit) : unit;
  return point > 0xffff ? point : unit;
}
