import { describe, expect, it } from "vitest";
import { formatComplaint } from "../../../src/core/routing/complaint.ts";
import { pinnedModel } from "../../../src/core/routing/model-id.ts";
import { parseScenario } from "../../../src/core/routing/parse-scenario.ts";
import { loadScenarios } from "../../../src/core/routing/scenario-set.ts";

const parse = (text: string) => parseScenario("adf/some_tier.md", text);
const messages = (text: string) =>
  parse(text).complaints.map((c) => `${c.line}:${c.column} ${c.severity} ${c.message}`);
const ROUTE = "route:: anthropic, opus\naction:: claude -p x\n";

describe("a scenario file", () => {
  it.each([
    ["requires:: context=200k, colour", 26],
    ["requires:: context", 12],
    ["requires::", 1],
  ])("refuses %j, at the place of the word that nobody can hold", (line, column) => {
    const { complaints } = parse(`priority:: 50\n${line}\n${ROUTE}`);
    expect(complaints).toMatchObject([
      { severity: "error", line: 2, column, message: expect.stringContaining("write `context=200k`") },
    ]);
  });

  it("is read line by line; headings, prose and fenced code say nothing", () => {
    const { scenario, complaints } = parse(
      [
        "# Some tier",
        "Prose about std::vec and key::",
        "",
        "Priority:: 80",
        "synonyms:: Create a Plan,  design  doc ,roadmap",
        "synonyms:: vision",
        "trigger:: anything: at, all",
        "requires:: context=200k, tools",
        "pinned::",
        "# a comment",
        "route:: Anthropic, opus",
        "is_free:: yes",
        'action:: /home/x/.local/bin/claude --model {{ model }} -p "{{ prompt }}"',
        "routing:: zai, zai-coding-plan/glm-5",
        "action:: opencode run",
        "```",
        "route:: not, this",
        "```",
        "example:: make a roadmap => some",
      ].join("\n"),
    );
    expect(complaints).toEqual([]);
    expect(scenario).toMatchObject({
      tier: "some_tier",
      heading: "Some tier",
      type: "config_document",
      priority: 80,
      trigger: "anything: at, all",
      pinned: true,
      requires: { context_tokens: 200_000, tools: true },
      examples: [{ text: "make a roadmap", tier: "some_tier", line: 19 }],
    });
    expect(scenario.synonyms.map((s) => `${s.line}:${s.column} ${s.text}`)).toEqual([
      "5:12 create a plan",
      "5:28 design doc",
      "5:41 roadmap",
      "6:12 vision",
    ]);
    expect(scenario.routes).toMatchObject([
      { provider: "anthropic", model: "opus", cli: "claude", is_free: true, line: 11 },
      { provider: "zai", model: "zai-coding-plan/glm-5", cli: "opencode", is_free: false, line: 14 },
    ]);
  });

  it.each(["priority:: 70", "priority = 70", "PRIORITY=70", "- priority:: 70", "priority::70"])(
    "takes %j",
    (line) => {
      expect(parse(`${line}\n${ROUTE}`).scenario.priority).toBe(70);
    },
  );

  it("takes Windows line ends and a byte order mark", () => {
    const { scenario, complaints } = parse(`\uFEFFpriority:: 70\r\n${ROUTE.replaceAll("\n", "\r\n")}`);
    expect(complaints).toEqual([]);
    expect(scenario).toMatchObject({ priority: 70, routes: [{ cli: "claude" }] });
  });

  it.each([
    [`${ROUTE}priority:: 101`, '3:12 error "101" is no priority'],
    [`${ROUTE}priority:: high`, '3:12 error "high" is no priority'],
    [`priority:: 1\npriority:: 2\n${ROUTE}`, "2:12 warning priority was already given on line 1"],
    ["priority:: 1\nroute:: anthropic, opus", "2:9 error a route without an action"],
    ["priority:: 1\nroute:: anthropic\naction:: claude", "2:9 error a route is written"],
    ["action:: claude", "1:10 error this action belongs to no route"],
    ["is_free:: true", "1:11 warning this line belongs to no route"],
    ["synonyms:: fix, , code", "1:17 error an empty synonym"],
    ["synonyms::", "1:1 error an empty synonym"],
    ["synonyms:: fix, c", '1:17 error "c" is a single letter'],
    ["type::: recipe", '1:9 error "recipe" is no type'],
    ["example:: text", "1:11 error an example is written"],
    [
      "synonym:: fix",
      '1:1 warning "synonym::" is no directive and is read as prose; did you mean "synonyms::"?',
    ],
    [
      "priority:: 1\nroute:: anthropic, claude-opus-4-20250514\naction:: claude",
      '2:20 error "claude-opus-4-20250514" pins one build',
    ],
  ])("complains about %j", (text, expected) => {
    expect(messages(text).filter((m) => !m.includes("warning no priority;"))[0]).toContain(expected);
  });

  it("shows the place of a complaint with a caret", () => {
    const [complaint] = parse("priority:: 1\nsynonyms::\tfix, c").complaints;
    expect(complaint && formatComplaint(complaint)).toBe(
      [
        'adf/some_tier.md:2:17: error: "c" is a single letter and would match by accident; use a whole word',
        "  2 | synonyms::\tfix, c",
        "                \t     ^",
      ]
        .join("\n")
        .replace("                \t", `      ${" ".repeat(10)}\t`),
    );
  });
});

describe("a model id", () => {
  it.each([
    ["claude-sonnet-4-20250514", "sonnet"],
    ["claude-opus-4@20250101", "opus"],
    ["anthropic.claude-3-5-haiku-20241022-v1:0", "haiku"],
    ["gpt-4o-2024-08-06", "gpt-4o"],
    ["gpt-4-0613", "gpt-4"],
    ["kimi-k2-0905", "kimi-k2"],
    ["gemini-2.0-flash-001", "gemini-2.0-flash"],
    ["mistral-large-2411", "mistral-large"],
    ["llama3@sha256:abcdef0123", "llama3"],
    ["some-model-3f2a9bc1", "some-model"],
  ])("%s is pinned; its alias is %s", (id, alias) => {
    expect(pinnedModel(id)?.alias).toBe(alias);
  });

  it.each([
    "opus",
    "sonnet",
    "gpt-5.4",
    "gpt-5.4-mini",
    "glm-5",
    "glm-5-turbo",
    "kimi",
    "kimi-for-coding/k2p6",
    "qwen3-235b-a22b",
    "zai-coding-plan/glm-5.1",
    "minimax-coding-plan/MiniMax-M2.7-highspeed",
    "openai/gpt-5.3-codex",
    "llama-3.1-405b",
    "search",
    "gpt-4-32k",
    "claude-opus-4-6",
    "o3-mini",
    "deepseek-v3.1",
    "gemini-flash-latest",
  ])("%s is an alias", (id) => {
    expect(pinnedModel(id)).toBeNull();
  });
});

const file = (tier: string, priority: number, synonyms: string, more = "") => ({
  path: `adf/${tier}.md`,
  text: `priority:: ${priority}\nsynonyms:: ${synonyms}\n${ROUTE}${more}`,
});
const errors = (...files: { path: string; text: string }[]) => {
  const loaded = loadScenarios(files);
  return loaded.ok ? [] : loaded.error.map((c) => `${c.file}:${c.line} ${c.message}`);
};
const THREE = [
  file("planning_tier", 80, "plan"),
  file("implementation_tier", 50, "fix"),
  file("review_tier", 40, "review"),
];

describe("a scenario folder", () => {
  it("is loaded by priority, whatever the order of its files", () => {
    const [a, b] = [loadScenarios(THREE), loadScenarios([...THREE].reverse())];
    expect(a.ok && a.value.scenarios.map((s) => s.tier)).toEqual([
      "planning_tier",
      "implementation_tier",
      "review_tier",
    ]);
    expect(a.ok && b.ok && a.value.version === b.value.version).toBe(true);
  });

  it("changes its version when a file changes, and only then", () => {
    const version = (files: typeof THREE) => {
      const loaded = loadScenarios(files);
      return loaded.ok ? loaded.value.version : "";
    };
    expect(version([file("planning_tier", 80, "plan, scheme"), ...THREE.slice(1)])).not.toBe(version(THREE));
    expect(version(THREE.map((one) => ({ ...one, path: `elsewhere/${one.path}` })))).toBe(version(THREE));
  });

  it("skips files without a route", () => {
    expect(
      errors(...THREE, { path: "adf/README.md", text: "# How to write a scenario\npriority = nothing" }),
    ).toHaveLength(1);
    expect(errors(...THREE, { path: "adf/README.md", text: "# How to write a scenario" })).toEqual([]);
  });

  it.each([
    [50, 50, 40, "implementation_tier has priority 50 and must stay below planning_tier with 50"],
    [80, 40, 50, "review_tier has priority 50 and must stay below implementation_tier with 40"],
  ])("is refused with priorities %i, %i, %i", (planning, implementation, review, expected) => {
    const files = [
      file("planning_tier", planning, "plan"),
      file("implementation_tier", implementation, "fix"),
      file("review_tier", review, "review"),
    ];
    expect(errors(...files).join("\n")).toContain(expected);
  });

  it("is refused when two files claim one synonym, naming both places", () => {
    expect(errors(...THREE, file("other", 10, "FIX")).join("\n")).toContain(
      'adf/other.md:2 "fix" is claimed by adf/implementation_tier.md:2 too',
    );
  });

  it("is refused when two files are the same tier", () => {
    expect(
      errors(...THREE, { ...file("review_tier", 40, "audit"), path: "b/review_tier.md" }).join("\n"),
    ).toContain("already defines review_tier");
  });

  it("is refused when an example lands elsewhere", () => {
    expect(
      errors(...THREE.slice(1), file("planning_tier", 80, "plan", "example:: fix it => planning")).join("\n"),
    ).toContain("this example lands in implementation_tier, not in planning_tier");
  });

  it("is refused without a single route", () => {
    expect(errors().join("\n")).toContain("no scenario file with a route");
  });
});
