/**
 * QA: believes nothing. Re-runs the commands that a `verified` claim is made of, those on the allow list only
 * and never through a shell, and compares how they end with what was claimed.
 */

import type { Finding } from "../../contract/outputs.ts";
import { Git } from "../checkout/git.ts";
import { declaredTests, filesOfCommand } from "../oracle/discover.ts";
import { runOracle } from "../oracle/run.ts";
import { clip, type Outputs } from "../outputs.ts";
import { type Claim, claimedCommands } from "../task/claims.ts";
import type { RoleInput } from "./developer.ts";

const TIMEOUT_MS = 60_000;

export async function qa({ checkout, task, prompt, progress }: RoleInput): Promise<Outputs> {
  const head = task.headSha ?? (await new Git(checkout).resolve("HEAD"));
  if (head === null) return { question: { body: "I cannot verify this: the checkout has no commit." } };
  const claims = claimedCommands(prompt);
  const findings: Finding[] = [];
  let tests = 0;
  if (claims.length === 0)
    findings.push({ severity: "major", message: "The prompt names no command that could be run again." });
  for (const claim of claims) {
    const command = clip(claim.argv.join(" "), 300);
    progress.say(`again: ${command}`);
    progress.doing(() => `running ${command}`);
    const files = allowed(checkout, claim);
    if (files === null) {
      findings.push({
        severity: "major",
        message: `\`${command}\` was not run: only \`node --test <files>\` and \`npm test\` are.`,
      });
      continue;
    }
    const run = await runOracle(checkout, files, TIMEOUT_MS);
    tests += run.tests;
    const failures = [...run.failures].flatMap(([file, list]) => list.map((one) => ({ file, ...one })));
    if ((failures.length === 0 && run.tests > 0) !== (claim.exit_code === 0))
      findings.push({
        severity: "major",
        message: clip(
          `\`${command}\` was said to end with ${claim.exit_code}; here ${run.tests} tests ran and ${failures.length} failed. ${failures[0]?.test ?? ""}`,
          1_000,
        ),
        ...(failures[0] === undefined ? {} : { test: failures[0].file }),
      });
  }
  const result = findings.length === 0 ? "pass" : "fail";
  const summary = `Ran ${claims.length} claimed commands again: ${tests} tests. ${result === "pass" ? "They end as claimed." : (findings[0]?.message ?? "")}`;
  return { verdict: { result, confidence: 0.95, head_sha: head, summary: clip(summary, 4_000), findings } };
}

/** The test files that a claimed command runs, or null when it is not one that may be run. */
function allowed(checkout: string, { argv }: Claim): string[] | null {
  const [program = "", ...rest] = argv;
  if (program === "npm" && ["test", "run test"].includes(rest.join(" "))) {
    const declared = declaredTests(checkout);
    return declared.ok ? declared.value : null;
  }
  const files = filesOfCommand(checkout, [program, ...rest]);
  return files === null || files.length === 0 ? null : files;
}
