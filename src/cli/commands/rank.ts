/** `adf rank`: the order the coordinator would take issues in, with why, and what waits for whom. */
import type { Command } from "commander";
import { name } from "../../core/ranking/finding.ts";
import { type Ranking, rankIssues } from "../../core/ranking/rank.ts";
import { readInput } from "../input.ts";
import { colors, print, printJson } from "../output.ts";
import { parseRankInput } from "../rank-input.ts";
import { table } from "../table.ts";

const HELP = `
Reads {"issues":[{"number","state","labels","created_at"}],"dependencies":[{"issue","blocked_by"}]} on standard input.
  created_at is an ISO date or milliseconds; blocked_by may be "owner/name#5" for another repository.

Examples:
  $ adf rank < issues.json
  $ adf rank --json < issues.json | jq '.ready[0].number'

JSON: {"ready":[{"number","rank","score","terms"}],"blocked":[{"number","rank","blocked_by"}],
       "findings":[{"kind","issues","message"}]}
  rank is the plain PageRank; score = pin × 1e6 + rank × nodes + priority / 1e7 + age / 1e8;
  kind is cycle, self_dependency, unlisted_issue or held.
Exit status: 0 ranked, 2 wrong input.`;

export function register(program: Command): void {
  program
    .command("rank")
    .description("order issues by who waits for them, with why and by whom")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(options: { readonly json?: true }): Promise<void> {
  const { issues, dependencies } = parseRankInput(
    await readInput("the issues", "npm run -s adf -- rank < issues.json"),
  );
  const { ready, blocked, findings, ranks } = rankIssues(issues, dependencies);
  if (options.json) printJson({ ready, blocked, findings });
  else show({ ready, blocked, findings, ranks });
}

function show({ ready, blocked, findings }: Ranking): void {
  print(colors.bold(`Ready (${ready.length})`));
  if (ready.length > 0) {
    const rows = ready.map(({ number, rank, terms }, i) => [
      i + 1,
      `#${number}`,
      rank.toFixed(6),
      `${terms.rank.toFixed(2)} × average`,
      priorityWord(terms.priority),
      `${Math.round(terms.age * 100)} %`,
      terms.pin === 1 ? "pinned" : "",
    ]);
    print(table(["", "issue", "rank", "why", "priority", "age", ""], rows));
  }
  print(colors.bold(`Blocked (${blocked.length})`));
  if (blocked.length > 0) {
    const rows = blocked.map((one) => [
      `#${one.number}`,
      one.rank.toFixed(6),
      one.blocked_by.map(name).join(", "),
    ]);
    print(table(["issue", "rank", "blocked by"], rows));
  }
  for (const finding of findings) print(`${colors.yellow(finding.kind)}: ${finding.message}`);
}

const priorityWord = (priority: number): string =>
  priority === 0 ? "" : (["low", "", "medium", "high", "critical"][priority + 1] ?? "");
