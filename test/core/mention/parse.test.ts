/** What calls an agent, and what only looks as if it did. */
import { describe, expect, it } from "vitest";
import { parseMentions } from "../../../src/core/mention/parse.ts";
import { called, parse } from "./parsing.ts";

const reasons = (text: string) => parse(text).problems.map((p) => p.reason);

describe("a mention", () => {
  it("is an agent's name after @adf:, with the rest of the line as context", () => {
    expect(parse("please\n@adf:developer fix #5 today\nthanks")).toEqual({
      mentions: [{ project: null, agent: "developer", context: "fix #5 today", offset: 7 }],
      problems: [],
    });
  });

  it("may name the project", () => {
    expect(called("@adf:odilo/qa look")).toEqual(["odilo/qa"]);
  });

  it("ends its context where the next one begins", () => {
    const { mentions } = parse("@adf:developer do it, @adf:reviewer look at it");
    expect(mentions.map((m) => m.context)).toEqual(["do it,", "look at it"]);
  });

  it("counts offsets in UTF-16 units", () => {
    expect(parse("👩‍🚀 é @adf:developer").mentions[0]?.offset).toBe("👩‍🚀 é ".length);
  });

  it("never cuts a character of its context in two", () => {
    const context = parse(`@adf:developer x${"😀".repeat(400)}`).mentions[0]?.context ?? "";
    expect(context.length).toBe(499);
    expect(context.isWellFormed()).toBe(true);
  });

  it("calls an agent once however often it is written, also by its full name", () => {
    expect(called("@adf:qa a\n@adf:odilo/qa b\n@adf:qa c")).toEqual(["qa"]);
  });

  it.each([".", ",", ":", ")", "!", "?", ";", "'s", "**", "\n", "…", "，", "-->"])(
    "may be followed by %j",
    (after) => {
      const expected = after === "-->" ? [] : ["developer"];
      expect(called(`(@adf:developer${after}`)).toEqual(expected);
    },
  );

  it.each(["(", "[", "**", "“", "*", "—", ">x ", ":", "cc:", "ß ", "\t"])("may follow %j", (before) => {
    expect(called(`a ${before}@adf:developer`)).toEqual(["developer"]);
  });

  it.each(["a", "é", "7", "_", "@", ".", "/", "\\", "漢", "e\u0301"])(
    "is none directly after %j",
    (before) => {
      expect(parse(`x ${before}@adf:developer`)).toEqual({ mentions: [], problems: [] });
    },
  );
});

describe("a word that begins with @adf", () => {
  it.each(["@adf-developer", "@adf/cli", "@adfs", "@adf.test", "@adf@host", "@adf_"])(
    "like %j is another's",
    (text) => {
      expect(parse(`see ${text} now`)).toEqual({ mentions: [], problems: [] });
    },
  );
});

describe("the name of an account of the factory, as a forge completes it", () => {
  const read = (text: string) =>
    parseMentions(text, { agents: [{ project: null, name: "scribe" }], project: null, accounts: true });

  it.each([
    ["@adf-scribe please fix this", ["scribe"]],
    ["@ADF-Scribe, please", ["scribe"]],
    ["@adf-developer please fix this", []],
  ])("is a slip that is told: %j", (text, suggestions) => {
    const { mentions, problems } = read(text);
    expect(mentions).toEqual([]);
    expect(problems).toMatchObject([{ reason: "bad_name", offset: 0, suggestions }]);
  });

  it.each(["@adf-team", "@adf-scribe-friends", "@adf-", "me@adf-scribe", "`@adf-scribe`", "> @adf-scribe"])(
    "is not meant by %j",
    (text) => expect(read(text)).toEqual({ mentions: [], problems: [] }),
  );
});

describe("a place that a reader does not take for an address", () => {
  it.each([
    ["inline code", "run `@adf:developer` now"],
    ["inline code with longer marks", "run ``a ` @adf:developer`` now"],
    ["inline code over two lines of a paragraph", "run `a\n@adf:developer` now"],
    ["fenced code", "```\n@adf:developer\n```"],
    ["fenced code with a language", "~~~sh\n@adf:developer\n~~~"],
    ["a fence that never ends", "```\n@adf:developer\n\n@adf:reviewer"],
    ["a fence inside a list", "- one\n  ```\n  @adf:developer\n  ```"],
    ["a shorter fence inside a longer", "````\n```\n@adf:developer\n```\n````"],
    ["indented code", "text\n\n    @adf:developer"],
    ["code indented by a tab", "\t@adf:developer"],
    ["indented code in a list item", "- one\n\n      @adf:developer"],
    ["a quote", "> @adf:developer"],
    ["a quote in a quote", "> > @adf:developer"],
    ["a quote in a list", "- > @adf:developer"],
    ["a comment", "a <!-- @adf:developer --> b"],
    ["a comment over paragraphs", "<!--\n\n@adf:developer\n\n-->"],
    ["a comment that never ends", "<!-- \n\n@adf:developer"],
    ["a link's destination", "[docs](https://x.test/@adf:developer)"],
    ["a link's title", '[docs](x "ask @adf:developer")'],
    ["a link's destination in brackets", "[docs](<a @adf:developer>)"],
    ["a link definition", "[docs]: x?@adf:developer"],
    ["a bare address", "see https://x.test/?q=@adf:developer for it"],
    ["an autolink", "<https://x.test/a?@adf:developer>"],
    ["an attribute", '<img alt="@adf:developer">'],
    ["an element of code", "<code>a @adf:developer</code>"],
    ["preformatted text", "a <pre>x\n@adf:developer</pre>"],
    ["an escape", "\\@adf:developer"],
    ["an e-mail address", "me@adf:developer"],
  ])("is %s", (_, text) => {
    expect(parse(text)).toEqual({ mentions: [], problems: [] });
  });
});

describe("a place that only looks hidden", () => {
  it.each([
    ["after a fence that ended", "```\nx\n```\n@adf:developer"],
    ["after a comment on the same line", "<!-- x --> @adf:developer"],
    ["after a comment that contains a fence", "<!--\n```\n-->\n@adf:developer"],
    ["below a quote", "> said\n@adf:developer"],
    ["after a backtick without a partner", "a ` b @adf:developer"],
    ["after an escaped backtick", "\\`@adf:developer`"],
    ["between two runs of different length", "`a @adf:developer `` b"],
    ["after a backtick of another paragraph", "a ` b\n\n@adf:developer ` c"],
    ["in an indented line of a paragraph", "text\n    @adf:developer"],
    ["in a later paragraph of a list item", "- one\n\n  @adf:developer"],
    ["in a nested list item", "- one\n    - @adf:developer"],
    ["in an ordered list", "1. @adf:developer"],
    ["in the text of a link", "[@adf:developer](https://x.test)"],
    ["in a heading", "# @adf:developer"],
    ["in a table", "| a | @adf:developer |"],
    ["in the text of an element", "<b>@adf:developer</b>"],
    ["after a lone <", "1 < 2 @adf:developer"],
    ["in brackets that are no link", "f](a @adf:developer"],
    ["after an old Mac line end", "> a\r@adf:developer"],
    ["after a Windows line end", "```\r\nx\r\n```\r\n@adf:developer"],
  ])("is %s", (_, text) => {
    expect(called(text)).toEqual(["developer"]);
  });

  it("keeps what a comment hides out of the context", () => {
    expect(parse("@adf:developer fix <!-- push to main --> it").mentions[0]?.context).toBe("fix  it");
  });

  it("keeps code in the context", () => {
    expect(parse("@adf:developer run `npm test`").mentions[0]?.context).toBe("run `npm test`");
  });
});

describe("what looks like a mention and is none", () => {
  it.each([
    ["@adf:", "missing_name", []],
    ["@adf", "missing_name", []],
    ["Hello @adf, look at it.", "missing_name", []],
    ["Ask @ADF.", "missing_name", []],
    ["@adf: developer", "missing_name", []],
    ["@adf:odilo/", "missing_name", []],
    ["@adf:<agent>", "missing_name", []],
    ["@adf:Developer", "bad_name", ["developer"]],
    ["@ADF:developer", "bad_name", ["developer"]],
    ["@adf:developer_x", "bad_name", []],
    ["@adf:developer.md", "bad_name", []],
    ["@adf:odilo/qa/x", "bad_name", []],
    ["@adf:/developer", "bad_name", ["developer"]],
    ["@adf:d", "bad_name", []],
    ["@adf:2developer", "bad_name", ["developer"]],
    ["@adf:developerы", "bad_name", ["developer"]],
    ["@adf:developer@adf:reviewer", "bad_name", []],
    [`@adf:${"a".repeat(41)}`, "bad_name", []],
    ["@adf:developer2", "unknown_agent", ["developer"]],
    ["@adf:developer-", "unknown_agent", ["developer"]],
    ["@adf:devleoper", "unknown_agent", ["developer"]],
    ["@adf:dev", "unknown_agent", ["developer"]],
    ["@adf:odilo/qaa", "unknown_agent", ["odilo/qa"]],
    ["@adf:zebra", "unknown_agent", []],
    ["@adf:odlio/qa", "unknown_project", ["odilo/qa"]],
  ] as const)("%j is %s", (text, reason, suggestions) => {
    const report = parse(text);
    expect(report.mentions).toEqual([]);
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0]?.reason).toBe(reason);
    if (suggestions.length > 0) expect(report.problems[0]?.suggestions).toEqual(suggestions);
  });

  it("is told once, however often it is repeated", () => {
    expect(reasons("@adf:zebra @adf:zebra\n@adf:zebra")).toEqual(["unknown_agent"]);
  });
});

describe("a name without a project", () => {
  const agents = [
    { project: "one", name: "developer" },
    { project: "two", name: "developer" },
    { project: "two", name: "qa" },
  ];
  it("means the agent of the reader's own project", () => {
    expect(parseMentions("@adf:developer", { agents, project: "two" }).mentions).toHaveLength(1);
  });
  it("is never another project's agent when the reader has a project", () => {
    const [problem] = parseMentions("@adf:qa", { agents, project: "one" }).problems;
    expect(problem).toMatchObject({ reason: "unknown_agent", suggestions: ["two/qa"] });
  });
  it("is ambiguous where two projects have it and the reader has none", () => {
    const [problem] = parseMentions("@adf:developer", { agents, project: null }).problems;
    expect(problem).toMatchObject({
      reason: "ambiguous_agent",
      suggestions: ["one/developer", "two/developer"],
    });
  });
  it("is found where it stands alone and the reader has no project", () => {
    expect(parseMentions("@adf:qa", { agents, project: null }).mentions).toHaveLength(1);
  });
});
