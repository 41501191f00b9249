/** Mentions in any text, and in one that somebody wrote to make reading it slow. */
import { describe, expect, it } from "vitest";
import { MentionReport } from "../../../src/contract/mention.ts";
import fc from "../../support/fast-check.ts";
import { called, parse } from "./parsing.ts";

describe("any text", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "@adf:",
      "@adf:developer",
      "@adf:odilo/qa",
      "`",
      "```",
      "> ",
      "\n",
      "\n\n",
      "    ",
      "- ",
      "<!--",
      "-->",
    ),
    fc.constantFrom(
      "](",
      ")",
      "<code>",
      "</code>",
      "<",
      ">",
      "\\",
      "\t",
      "~~~",
      "https://",
      '"',
      "[a]: ",
      "# ",
      "1. ",
      "\r\n",
    ),
    fc.string({ unit: "binary", maxLength: 6 }),
  );
  const markdown = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

  it("gives a report of the contract whose offsets point at what was written", () => {
    fc.assert(
      fc.property(markdown, (text) => {
        const report = MentionReport.parse(parse(text));
        for (const m of report.mentions) {
          const written = m.project === null ? m.agent : `${m.project}/${m.agent}`;
          expect(text.startsWith(`@adf:${written}`, m.offset)).toBe(true);
        }
        for (const p of report.problems) expect(text.startsWith(p.text, p.offset)).toBe(true);
      }),
      { numRuns: process.env.ADF_FULL === "1" ? 1_000 : 300 },
    );
  });

  it("calls nobody when it stands in a quote, a fence or a comment", () => {
    const line = markdown.map((text) => text.replace(/[\r\n]/g, " "));
    fc.assert(
      fc.property(line, (text) => {
        expect(called(`> ${text}`)).toEqual([]);
        expect(called(`~~~~~~~~\n${text.replaceAll("~", "")}\n`)).toEqual([]);
        expect(called(`<!-- ${text.replaceAll("-->", "")} -->`)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

const SIZE = process.env.ADF_FULL === "1" ? 1_000_000 : 300_000;

describe(`${SIZE} hostile characters`, () => {
  it.each([
    "@adf:",
    "@adf:developer ",
    "@adf:aa",
    "`",
    "`` ` ``` ",
    "``` `",
    "<!--",
    "](",
    "](( ",
    "<a ",
    "<",
    "- ",
    "1. ",
    "> ",
    "<code>",
    '[](a "',
    "[a]: ",
    "- x\n",
    "\\`",
    " ",
    "\n- \n\n\n",
    "://a",
    "x\n",
    "`\n\n",
    "<pre></pre>",
    "\t",
    "@adf:Ä",
    "e\u0301",
    "😀",
  ])("of %j is read in linear time", (unit) => {
    const time = (size: number) => {
      const text = `y: @adf:developer\n${unit.repeat(Math.ceil(size / unit.length))}`;
      const before = process.cpuUsage();
      parse(text);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    };
    // Quadratic work on so much takes half a minute and more, of processor time: others may want the machine too.
    expect(time(SIZE)).toBeLessThan(4_000);
  });
});
