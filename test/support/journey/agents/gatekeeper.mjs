/** The reviewer and the QA agent: red for a draft, green for the rest. They judge what lies in the tree. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { answer } from "./note.mjs";

export function gatekeeper(task) {
  const { kind, issue, plays } = task;
  const head_sha = task.head ?? execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  if (plays.includes("no-verdict")) return answer(task, { summary: "I like it." });
  // Not there where a merge is undone.
  const file = `notes/${issue}.txt`;
  const wrong =
    kind === "verify"
      ? plays.includes("not-so")
      : existsSync(file) && readFileSync(file, "utf8").startsWith("draft");
  answer(task, {
    verdict: wrong
      ? {
          result: "fail",
          confidence: 1,
          head_sha,
          summary: "It is a draft.",
          findings: [
            { severity: "major", message: "Still a draft", file, line: 1 },
            ...(plays.includes("far-line") ? [{ severity: "minor", message: "An end", file, line: 99 }] : []),
          ],
        }
      : { result: "pass", confidence: 0.9, head_sha, summary: "It says what was asked.", findings: [] },
  });
}
