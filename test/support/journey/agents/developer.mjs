/** The developer: commits a note about its issue. Its first note is a draft where the play says so. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { answer, until } from "./note.mjs";

export async function developer(task) {
  const { issue, plays, attempt, request } = task;
  if (plays.includes("ask") && request === "") {
    return answer(task, { question: { body: "Which colour should it have?" } });
  }
  if (plays.includes("verified")) {
    const argv = [process.execPath, "--version"];
    const commands = [{ argv, exit_code: 0, output: process.version }];
    return answer(task, { verified: { summary: "It is so already.", commands } });
  }
  if (plays.includes("wait")) await until(task, `go-${issue}`);
  const draft = plays.includes("draft-first") && attempt === 1;
  mkdirSync("notes", { recursive: true });
  writeFileSync(`notes/${issue}.txt`, `${draft ? "draft" : "final"} ${request}\n`);
  const git = (...args) => execFileSync("git", args, { stdio: "pipe" });
  git("add", "-A");
  git("commit", "--quiet", "--message", `Note for ${issue}, attempt ${attempt}`);
  answer(task, { pull_request: { title: `A note for issue ${issue}`, body: `Attempt ${attempt}.` } });
}
