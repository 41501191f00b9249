/** "Nothing needs to change, and this is how I know": the claimed tests run plainly, with their own output as evidence. */

import { type Outputs, SIGNATURE } from "../outputs.ts";
import { runProgram } from "../process.ts";
import type { Progress } from "../progress.ts";
import type { Task } from "../task/prompt.ts";

const KEPT_OUTPUT = 6_000;

export async function verifyClaim(
  checkout: string,
  task: Task,
  files: readonly string[],
  progress: Progress,
): Promise<Outputs> {
  const argv = ["node", "--test", "--test-reporter=spec", ...files];
  progress.say(`running ${argv.join(" ")}`);
  const run = await runProgram(process.execPath, argv.slice(1), { cwd: checkout, timeoutMs: 60_000 });
  const ran = count(run.stdout, "tests");
  const passed = count(run.stdout, "pass");
  const said = `${ran} tests ran in ${files.length} files, ${passed} passed.`;
  if (run.code !== 0 || ran === 0)
    return {
      question: { body: `I was asked to check, and \`${argv.join(" ")}\` ended with ${run.code}. ${said}` },
    };
  if (task.expectedTests !== null && task.expectedTests !== ran)
    return {
      question: {
        body: `The issue speaks of ${task.expectedTests} tests. ${said} All pass. Which tests are meant: is one missing, or is the number old?`,
      },
    };
  return {
    summary: `Nothing to change: ${said}`,
    verified: {
      summary: `${said} Nothing was changed. ${SIGNATURE}`,
      commands: [{ argv, exit_code: run.code, output: run.stdout.slice(-KEPT_OUTPUT) }],
    },
  };
}

/** From the closing lines of node's spec reporter. */
function count(output: string, word: string): number {
  const line = output.split("\n").findLast((text) => new RegExp(`^\\W*${word} \\d+$`).test(text));
  return Number(/\d+/.exec(line ?? "")?.[0] ?? 0);
}
