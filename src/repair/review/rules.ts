/** What no repair may do, whatever the tests say. Pure: a diff in, findings out. */
import type { Finding } from "../../contract/outputs.ts";
import { isTestPath } from "../source-tree.ts";
import type { ChangedFile } from "./diff.ts";

const CONTROLS = [
  [
    /^\.(gitea|github|forgejo|gitlab|circleci|woodpecker|ci|husky)(\/|$)|^\.gitlab-ci\.yml$|^Jenkinsfile$/,
    "CI configuration",
  ],
  [/(^|\/)\.(gitattributes|gitmodules|npmrc|githooks)(\/|$)/, "a file that changes how git or npm behave"],
] as const;

const SUSPECT = [
  [/\beval\s*\(|\bnew\s+Function\s*\(/, "runs text as code", "critical"],
  [/\bchild_process\b|\bnode:vm\b|\bworker_threads\b/, "starts processes or another context", "critical"],
  [/\bprocess\.(exit|kill|abort)\b/, "ends the process", "major"],
  [/\bdebugger\b/, "leaves a debugger statement", "major"],
  [/\bNODE_TEST_CONTEXT\b|\bprocess\.argv\b.*\btest\b/, "behaves differently when tested", "critical"],
] as const;

const MAX_LINES = 400;

export function judgeDiff(
  files: readonly ChangedFile[],
  scriptsBefore: string,
  scriptsAfter: string,
): Finding[] {
  const findings: Finding[] = [];
  const find = (severity: Finding["severity"], message: string, file?: string) =>
    void findings.push(file === undefined ? { severity, message } : { severity, message, file });
  if (scriptsBefore !== scriptsAfter)
    find("critical", "The scripts of package.json are changed: they decide which tests run.", "package.json");
  for (const file of files) {
    if (isTestPath(file.path) && file.status === "D") find("critical", "A test is deleted.", file.path);
    else if (isTestPath(file.path) && file.status !== "A" && file.removed.length > 0)
      find("critical", `A test is changed: ${file.removed.length} of its lines are gone.`, file.path);
    for (const [pattern, what] of CONTROLS)
      if (pattern.test(file.path)) find("critical", `${what} is changed.`, file.path);
    if (file.symlink) find("critical", "A symbolic link is added.", file.path);
    if (isTestPath(file.path)) continue;
    for (const [pattern, what, severity] of SUSPECT)
      if (
        file.added.some((line) => pattern.test(line.text)) &&
        !file.removed.some((line) => pattern.test(line))
      )
        find(severity, `An added line ${what}.`, file.path);
  }
  const lines = files.reduce((sum, file) => sum + file.added.length + file.removed.length, 0);
  if (lines > MAX_LINES) find("major", `${lines} lines are changed; more than ${MAX_LINES} need a person.`);
  return findings;
}
