/**
 * What a terminal showed, as an SVG: reads text with colour codes on standard input and writes the picture on standard
 * output. `--head n --tail m` keeps the first and last lines and says how many were left out between them.
 *
 *   script -q -c "npm start -- --until-done" capture.txt
 *   node test/support/terminal-picture.ts --head 30 --tail 30 < capture.txt > docs/running-factory.svg
 */
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";

const COLUMNS = 132;
const WIDTH = 7.2;
const HEIGHT = 17;
const MARGIN = 16;
const COLOURS: Readonly<Record<number, string>> = {
  31: "#ff7b72",
  32: "#7ee787",
  33: "#e3b341",
  34: "#79c0ff",
  35: "#d2a8ff",
  36: "#76e3ea",
};

interface Style {
  readonly colour: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underlined: boolean;
}
const PLAIN: Style = { colour: "#d1d7e0", bold: false, dim: false, underlined: false };

function restyle(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 4) return { ...style, underlined: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 24) return { ...style, underlined: false };
  return { ...style, colour: COLOURS[code] ?? PLAIN.colour };
}

const escaped = (s: string) => s.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function span(piece: string, { colour, bold, dim, underlined }: Style): string {
  const looks = [
    colour === PLAIN.colour ? "" : ` fill="${colour}"`,
    bold ? ' font-weight="bold"' : "",
    dim ? ' opacity="0.6"' : "",
    underlined ? ' text-decoration="underline"' : "",
  ].join("");
  return looks === "" ? escaped(piece) : `<tspan${looks}>${escaped(piece)}</tspan>`;
}

/** One line of the terminal; codes that move the cursor are none of ours and are dropped. */
export function drawLine(line: string): string {
  let style = PLAIN;
  let left = COLUMNS;
  let out = "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
  for (const [, codes, piece = ""] of line.matchAll(/(?:\x1b\[([0-9;?]*)[a-zA-Z]|([^\x1b]+))/g)) {
    if (codes !== undefined) {
      for (const code of codes.split(";")) style = restyle(style, Number(code));
      continue;
    }
    const shown = piece.slice(0, left);
    left -= shown.length;
    if (shown !== "") out += span(shown, style);
  }
  return out;
}

export function picture(lines: readonly string[]): string {
  const width = Math.round(COLUMNS * WIDTH + 2 * MARGIN);
  const height = lines.length * HEIGHT + 2 * MARGIN;
  const drawn = lines.map(
    (line, i) =>
      `<text x="${MARGIN}" y="${MARGIN + 12 + i * HEIGHT}" xml:space="preserve">${drawLine(line)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="12" fill="${PLAIN.colour}">`,
    "<title>A factory at work in the terminal</title>",
    `<rect width="100%" height="100%" rx="8" fill="#151b23"/>`,
    ...drawn,
    "</svg>\n",
  ].join("\n");
}

export function cut(lines: readonly string[], head: number, tail: number): readonly string[] {
  const missing = lines.length - head - tail;
  if (missing <= 1) return lines;
  return [...lines.slice(0, head), `\x1b[2m  ⋮ ${missing} lines more\x1b[22m`, ...lines.slice(-tail)];
}

if (import.meta.main) {
  const { head, tail } = parseArgs({
    options: { head: { type: "string", default: "1000" }, tail: { type: "string", default: "0" } },
  }).values;
  const lines = (await text(process.stdin))
    .split(/\r*\n/)
    .filter((line) => !/^Script (started|done)/.test(line))
    .map((line) => line.trimEnd());
  while (lines.at(-1) === "") lines.pop();
  process.stdout.write(picture(cut(lines, Number(head), Number(tail))));
}
