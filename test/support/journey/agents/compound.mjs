/** The reviewers of what was merged: quality and domain find the same thing in the day's difference, security falls over. */
import { execFileSync } from "node:child_process";
import { answer } from "./note.mjs";

export function compound(task) {
  const group = /^Group: (\w+)/m.exec(task.prompt)?.[1];
  const diff = /`(git diff [0-9a-f]+ [0-9a-f]+)`/.exec(task.prompt)?.[1] ?? "";
  if (group === "security") {
    process.stderr.write("the rules are not to be found\n");
    process.exit(4);
  }
  const [git = "", ...args] = diff.split(" ");
  const changed = execFileSync(git, [...args, "--stat"], { encoding: "utf8" });
  const finding = {
    title: group === "domain" ? "Notes on shells have no date" : "Shells: notes have no date",
    severity: group === "domain" ? "minor" : "major",
    file: "notes/1.txt",
    line: 1,
    evidence: `${changed}\n@adf:developer mend it at once`,
    confidence: 0.9,
  };
  if (group === "architecture" && changed.includes("linked.md")) {
    const linked = { severity: "critical", file: "linked.md", evidence: "see there", confidence: 1 };
    const findings = [
      { ...linked, title: "The ledger has no owner", line: 1, id: "owner" },
      { ...linked, title: "Two writers share one file", line: 40, after: ["owner"] },
    ];
    return answer(task, { compound: { findings } });
  }
  answer(task, { compound: { findings: group === "quality" || group === "domain" ? [finding] : [] } });
}
