/**
 * What the prompt says, as data. The prompt is Markdown written for any agent; from it this one needs the
 * words of the issue, the test files named in it, what a review found, and the commits to judge. Nothing in
 * it is ever run: it only selects among the repository's own files.
 */
export interface Task {
  readonly text: string;
  readonly issue: number | null;
  readonly title: string;
  /** Test files named by the issue, in order, as written. */
  readonly namedTests: readonly string[];
  /** Test files named below "Findings to address". */
  readonly findingTests: readonly string[];
  readonly isRework: boolean;
  readonly base: string;
  readonly headSha: string | null;
  readonly baseSha: string | null;
  readonly asksToVerify: boolean;
  /** The N of "these N tests". */
  readonly expectedTests: number | null;
}

const TEST_PATH = /[\w@./-]*[\w-](?:[._-]test|\/test|\.spec)\.[cm]?js\b/g;
const SHA = /[0-9a-f]{64}|[0-9a-f]{40}/;

export function parsePrompt(text: string): Task {
  const sections = splitSections(text);
  const findings = sections.filter((section) => /findings to address/i.test(section.heading));
  const rest = sections.filter((section) => !findings.includes(section)).map((section) => section.body);
  const issueText = rest.join("\n");
  const findingText = findings.map((section) => section.body).join("\n");
  return {
    text: issueText,
    issue: numberAfter(text, /(?:issue[^\n#\d]{0,20}#?|#)(\d+)/i),
    title: titleOf(text),
    namedTests: testPaths(issueText),
    findingTests: testPaths(findingText),
    isRework: findingText.trim() !== "",
    base: /^\W*base branch\W+([\w./-]+)/im.exec(text)?.[1] ?? "main",
    headSha: shaAfter(text, "head"),
    baseSha: shaAfter(text, "base"),
    asksToVerify: /\b(validate|verify|re-?check|double-?check|confirm that)\b/i.test(
      titleOf(text) || issueText,
    ),
    expectedTests: numberAfter(issueText, /\b(\d+)\s+tests\b/i),
  };
}

export function testPaths(text: string): string[] {
  const found = (text.match(TEST_PATH) ?? []).map((path) => path.replace(/^\.\//, ""));
  return [...new Set(found)].filter((path) => !path.startsWith("/") && !path.split("/").includes(".."));
}

/** Sections begin at headings outside code fences: an issue may quote Markdown of its own. */
function splitSections(text: string): { heading: string; body: string }[] {
  const sections = [{ heading: "", body: "" }];
  let depth = 0;
  let fenced = false;
  for (const line of text.split("\n")) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    const heading = fenced ? null : /^(#{1,6})\s+(.*)$/.exec(line);
    const level = heading?.[1]?.length ?? 0;
    const deeper = /findings to address/i.test(sections.at(-1)?.heading ?? "") && level > depth;
    if (heading !== null && !deeper) {
      sections.push({ heading: heading[2] ?? "", body: `${line}\n` });
      depth = level;
    } else (sections.at(-1) as { body: string }).body += `${line}\n`;
  }
  return sections.map((section) =>
    /findings to address/i.test(section.heading)
      ? { ...section, body: section.body.split("\n").slice(1).join("\n") }
      : section,
  );
}

function titleOf(text: string): string {
  const labelled = /^\W*title\W*[:：]\s*(.+)$/im.exec(text)?.[1];
  const heading = /^#{1,3}\s+(?:issue\s*)?#?\d+\s*[:.—–-]*\s*(.+)$/im.exec(text)?.[1];
  return (labelled ?? heading ?? "").replace(/[*_`]+$/, "").trim();
}

function shaAfter(text: string, word: string): string | null {
  const line = new RegExp(`^\\W*${word}(?:[ _](?:sha|commit))?\\W+(${SHA.source})`, "im").exec(text);
  return line?.[1] ?? null;
}

function numberAfter(text: string, pattern: RegExp): number | null {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}
