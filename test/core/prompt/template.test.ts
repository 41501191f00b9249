/** Templates are strict: what is wrong with one is found before an agent is given it, with its place. */

import { describe, expect, it } from "vitest";
import { loadPrompts } from "../../../src/core/prompt/prompt-set.ts";
import { parseTemplate, renderTemplate } from "../../../src/core/prompt/template.ts";
import fc from "../../support/fast-check.ts";
import { shippedPromptFiles } from "./shipped.ts";

const WORDS = { known: ["issue", "request", "agent"], required: ["issue"] };
const render = (text: string, values: Record<string, string>) =>
  renderTemplate(parseTemplate(text, WORDS).template, values);
const flaws = (text: string) =>
  parseTemplate(text, WORDS).flaws.map((f) => [f.kind, text.slice(f.offset, f.offset + f.length), f.nearest]);

describe("a template", () => {
  it("is its text with each variable filled in, spaces in the braces or not", () => {
    expect(render("For {{agent}}: {{ issue }}.\n", { agent: "a", issue: "b" })).toBe("For a: b.");
  });

  it("loses a paragraph of variables alone where all of them are empty", () => {
    expect(render("One\n\n{{request}}\n\n\n{{issue}} {{agent}}\n\nTwo", { issue: "i" })).toBe(
      "One\n\ni \n\nTwo",
    );
  });

  it.each([
    ["{{isue}} {{issue}}", [["unknown", "{{isue}}", "{{issue}}"]]],
    ["{{issue}} {{requst", [["unclosed", "{{requst", "{{request}}"]]],
    ["{{issue}} {{request\n}}", [["unclosed", "{{request", "{{request}}"]]],
    ["{{agent {{issue}}", [["unclosed", "{{agent", "{{agent}}"]]],
    ["{{issue}} {{}}", [["unknown", "{{}}", ""]]],
    ["{{ISSUE!}}", [["unknown", "{{ISSUE!}}", "{{issue}}"]]],
    ["{{agent}}", [["missing", "", ""]]],
    ["{{issue}} \\{{agent}} }}", []],
  ])("%j has the flaws %j", (text, expected) => expect(flaws(text)).toEqual(expected));

  it("never reads what was put in as a template again", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("{", "}", "i", "issue", "\n", "\\", "x") }), (value) => {
        const text = render("<{{issue}}>", { issue: value, agent: "LEAK" });
        return text === `<${value}>`;
      }),
    );
  });

  it("is judged without a crash, and each flaw has a place in it, whatever it is", () => {
    const any = fc.string({ unit: fc.constantFrom("{{", "}}", "{", "issue", " ", "\n", "\\", "é", "😀") });
    fc.assert(
      fc.property(any, (text) => {
        const { template, flaws: found } = parseTemplate(text, WORDS);
        renderTemplate(template, {});
        return found.every(
          (f) =>
            f.offset >= 0 &&
            f.offset + f.length <= text.length &&
            !text.slice(f.offset, f.offset + f.length).includes("\n"),
        );
      }),
    );
  });
});

describe("the prompts that come with adf", () => {
  const files = shippedPromptFiles();
  const broken = (name: string, change: (text: string) => string) => {
    const loaded = loadPrompts(files.map((f) => (f.path === name ? { ...f, text: change(f.text) } : f)));
    return loaded.ok ? [] : loaded.error;
  };

  it("load, and have a version that names their content", () => {
    const all = loadPrompts(files);
    const other = loadPrompts(files.map((f) => ({ ...f, text: f.text.replace("Task", "Work") })));
    expect(all.ok && other.ok && all.value.version !== other.value.version).toBe(true);
  });

  it("are refused with file, line and column when a variable is misspelt", () => {
    expect(broken("qa.md", (text) => text.replace("{{commands}}", "  {{comands}}"))).toMatchObject([
      { file: "qa.md", line: 11, column: 3, length: 11, source: "  {{comands}}", nearest: "{{commands}}" },
    ]);
  });

  it.each(files.flatMap((f) => (f.text.match(/\{\{\w+\}\}/g) ?? []).map((tag) => [f.path, tag] as const)))(
    "%s cannot do without %s",
    (name, tag) => {
      expect(broken(name, (text) => text.replace(tag, ""))).toMatchObject([
        { file: name, message: expect.stringContaining(tag) },
      ]);
    },
  );

  it("are all there, and no other", () => {
    const loaded = loadPrompts([...files.filter((f) => f.path !== "qa.md"), { path: "qaa.md", text: "" }]);
    expect(loaded.ok ? [] : loaded.error.map((one) => [one.file, one.nearest])).toEqual([
      ["qaa.md", "qa"],
      ["qa.md", ""],
    ]);
  });
});
