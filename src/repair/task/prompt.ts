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
  const rest = sections.filter((section) => !findings.includes(section));
  // What the factory says to every agent is not what this issue is about.
  const own = rest.filter((section) => /^(issue|request)\s*$/i.test(section.heading));
  const bodies = (own.length > 0 ? own : rest).map((section) => section.body).join("\n");
  const issueText = `${titleOf(text)}\n${bodies}`;
  // Commits and branches are the factory's to name: a "Head:" that somebody wrote into an issue is not one.
  const facts =
    own.length > 0
      ? rest
          .filter((section) => !own.includes(section))
          .map((one) => one.body)
          .join("\n")
      : text;
  const findingText = findings.map((section) => section.body).join("\n");
  return {
    text: issueText,
    issue: numberAfter(text, /(?:issue[^\n#\d]{0,20}#?|#)(\d+)/i),
    title: titleOf(text),
    namedTests: testPaths(issueText),
    findingTests: testPaths(findingText),
    isRework: findingText.trim() !== "",
    base: /^\W*base branch\W+([\w./-]+)/im.exec(facts)?.[1] ?? "main",
    headSha: shaAfter(facts, "head"),
    baseSha: shaAfter(facts, "base"),
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
  let fence: string | null = null;
  for (const line of text.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    // Only a fence of the same kind, at least as long, closes: what people wrote may hold shorter ones.
    if (fence === null) fence = mark;
    else if (mark?.startsWith(fence) && line.trim() === mark) fence = null;
    const heading = fence !== null ? null : /^(#{1,6})\s+(.*)$/.exec(line);
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
