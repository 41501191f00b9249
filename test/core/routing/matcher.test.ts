import { describe, expect, it } from "vitest";
import { isBoundary } from "../../../src/core/routing/boundary.ts";
import { fold } from "../../../src/core/routing/fold.ts";
import { buildMatcher, MAX_KEYWORD, MAX_KEYWORDS } from "../../../src/core/routing/matcher.ts";
import fc from "../../support/fast-check.ts";

const find = (keywords: string[], text: string) =>
  buildMatcher(keywords)
    .find(text)
    .map((hit) => `${hit.keyword}@${hit.start}`);

describe("a keyword", () => {
  it.each([
    ["pr", "the project compiles", []],
    ["test", "assess the latest run", []],
    ["code", "decode the message", []],
    ["fix", "check prefix handling", []],
    ["fix", "fix_bug and refix", []],
    ["fix", "FIX: the pool", ["fix@0"]],
    ["fix", "(fix)", ["fix@1"]],
    ["fix", "non-fix", ["fix@4"]],
    ["c++", "write c++17", ["c++@6"]],
    ["c++", "abc++", []],
    [".net", "asp.net and .net", [".net@3", ".net@12"]],
    ["c#", "in C#.", ["c#@3"]],
    ["修复", "请修复错误", ["修复@1"]],
    ["fix", "请fix错误", ["fix@1"]],
    ["แก้", "ช่วยแก้บั๊ก", ["แก้@4"]],
    ["ремонт", "Ремонт насоса", ["ремонт@0"]],
    ["ремонт", "ремонты", []],
    ["σοφοσ", "ΣΟΦΟΣ", ["σοφοσ@0"]],
    ["σοφος", "ΣΟΦΟΣ σοφός σοφος", ["σοφοσ@0", "σοφοσ@12"]],
    ["cafe", "cafe\u0301", []],
    ["istanbul", "İİ istanbul", ["istanbul@3"]],
    ["constructor", "a constructor", ["constructor@2"]],
    ["__proto__", "__proto__", ["__proto__@0"]],
    ["😀", "a😀b", ["😀@1"]],
    ["fix", "𝐀fix", []],
  ])("%j in %j is found at %j", (keyword, text, expected) => {
    expect(find([keyword], text)).toEqual(expected);
  });

  it("that is longer and begins first wins", () => {
    expect(find(["review", "code review", "code"], "code review, review")).toEqual([
      "code review@0",
      "review@13",
    ]);
  });

  it("that is shorter is found where the longer one is no whole word", () => {
    expect(find(["foo", "foo bar"], "foo barx")).toEqual(["foo@0"]);
  });

  it("may be given twice, with blanks, or empty", () => {
    expect(find(["fix", " FIX ", "", "  "], "fix")).toEqual(["fix@0"]);
    expect(find([], "fix")).toEqual([]);
  });

  it("is refused beyond the limits", () => {
    expect(() => buildMatcher(["x".repeat(MAX_KEYWORD + 1)])).toThrow(/128 is the limit/);
    expect(() => buildMatcher(Array.from({ length: MAX_KEYWORDS + 1 }, (_, i) => `k${i}`))).toThrow(
      /5000 is the limit/,
    );
  });
});

describe("folding", () => {
  it("keeps every offset and folds once and for all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const folded = fold(text);
        expect(folded.length).toBe(text.length);
        expect(fold(folded)).toBe(folded);
      }),
    );
  });
  it("takes a line end for a blank and a hard hyphen for a hyphen, in their places", () => {
    const matcher = buildMatcher(["create a plan", "off-by-one"]);
    expect(matcher.find("We create a\nplan")).toEqual([{ keyword: "create a plan", start: 3, end: 16 }]);
    expect(matcher.find("é: an off\u2011by\u2011one")).toEqual([
      { keyword: "off-by-one", start: 6, end: 16 },
    ]);
    // A paragraph ends a sentence.
    expect(matcher.find("create a\n\nplan")).toEqual([]);
  });

  it("does not depend on what stands around a letter", () => {
    expect(fold("ΟΔΟΣ ΟΔΟΣ.")).toBe(`${fold("ΟΔΟΣ")} ${fold("ΟΔΟΣ")}.`);
  });
});

/** Every keyword at every place, in the plainest way there is. */
function naive(keywords: readonly string[], text: string): string[] {
  const folded = fold(text);
  const words = [...new Set(keywords.map((keyword) => fold(keyword.trim())))].filter(
    (keyword) => keyword !== "",
  );
  const found: string[] = [];
  let at = 0;
  while (at < folded.length) {
    const here = words
      .filter(
        (word) =>
          folded.startsWith(word, at) && isBoundary(folded, at) && isBoundary(folded, at + word.length),
      )
      .sort((a, b) => b.length - a.length)[0];
    if (here === undefined) at++;
    else {
      found.push(`${here}@${at}`);
      at += here.length;
    }
  }
  return found;
}

describe("the matcher", () => {
  it.each([
    ["two letters", ["a", "b", " "]],
    ["letters and signs", ["a", "+", ".", "#", " ", "_"]],
    ["cases", ["a", "A", "ß", "İ", "Σ", "ς", " "]],
    ["scripts", ["修", "复", "a", "я", "ก", " "]],
    ["marks", ["e", "\u0301", "\u200d", " ", "n"]],
    ["astral characters", ["😀", "𝐀", "𐐀", "a", " "]],
    ["halves of characters", ["\ud83d", "\ude00", "a", " "]],
  ])("agrees with a naive search over %s", (_, alphabet) => {
    const unit = fc.constantFrom(...alphabet);
    const keywords = fc.array(fc.string({ unit, minLength: 1, maxLength: 4 }), { maxLength: 8 });
    fc.assert(
      fc.property(keywords, fc.string({ unit, maxLength: 30 }), (words, text) => {
        expect(find(words, text)).toEqual(naive(words, text));
      }),
      { numRuns: process.env.ADF_FULL === "1" ? 1_500 : 500 },
    );
  });
});
