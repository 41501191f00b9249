/**
 * Plants one small defect in a clean copy of a JavaScript repository, chosen by chance among the edits that
 * the repair agent's mutators know (whether an edit can also be undone by one is not asked), and proves by a real run that a test notices. The repository's own
 * state is what it leaves changed; committing and filing are the caller's.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "../../core/result.ts";
import { copyOf } from "../../repair/checkout/scratch.ts";
import { proposalsFor } from "../../repair/mutate/proposals.ts";
import type { Proposal } from "../../repair/mutate/site.ts";
import { declaredTests } from "../../repair/oracle/discover.ts";
import { failingFiles, type OracleRun, runOracle } from "../../repair/oracle/run.ts";
import { isCommonJs, isSourcePath, listFiles } from "../../repair/source-tree.ts";

export interface PlantedDefect {
  readonly file: string;
  /** For the log, not for the issue: what was done. */
  readonly description: string;
  readonly testFile: string;
  readonly issue: { readonly title: string; readonly body: string };
}

const TRIES = 60;
/** The least likely edits are ones that nobody makes by mistake: a condition replaced by `false`, a copy too many. */
const LIKELY = 0.4;
const TIMEOUT_MS = 5_000;

/**
 * `random` gives numbers in [0, 1). Only modules whose declared tests pass now are touched; the failing test
 * stays alone in its file, so that the issue can name it.
 */
export async function plantDefect(
  repoDir: string,
  random: () => number,
): Promise<Result<PlantedDefect, string>> {
  const declared = declaredTests(repoDir);
  if (!declared.ok) return declared;
  const scratch = copyOf(repoDir);
  try {
    const clean = await runOracle(scratch.root, declared.value, TIMEOUT_MS * 4);
    const files = listFiles(repoDir).filter(isSourcePath);
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const file = pick(files, random);
      const source = file === undefined ? "" : readFileSync(join(repoDir, file), "utf8");
      const proposal = file === undefined ? undefined : pick(mistakes(repoDir, file, source), random);
      if (file === undefined || proposal === undefined) continue;
      const broken = source.slice(0, proposal.start) + proposal.text + source.slice(proposal.end);
      writeFileSync(join(scratch.root, file), broken);
      const after = await runOracle(scratch.root, declared.value, TIMEOUT_MS);
      writeFileSync(join(scratch.root, file), source);
      const planted = noticed(clean, after, file, proposal);
      if (planted === null) continue;
      writeFileSync(join(repoDir, file), broken);
      return ok(planted);
    }
    return err(`None of ${TRIES} random edits made a test fail without breaking more than one test file.`);
  } finally {
    scratch.remove();
  }
}

/** The defect, when one test file turned red and the run came to its end; null when this edit is no good. */
function noticed(clean: OracleRun, after: OracleRun, file: string, proposal: Proposal): PlantedDefect | null {
  const before = new Set(failingFiles(clean));
  const red = failingFiles(after).filter((test) => !before.has(test));
  const [testFile] = red;
  const first = testFile === undefined ? undefined : after.failures.get(testFile)?.[0];
  // Fewer tests than before: the module does not load any more, which is nothing a person would call a bug.
  if (testFile === undefined || first === undefined || red.length > 1 || after.tests < clean.tests)
    return null;
  return {
    file,
    description: `${file}: ${proposal.what}`,
    testFile,
    issue: {
      title: `"${first.test}" does not hold any more`,
      body: [
        `\`${testFile}\` fails since today: the test "${first.test}".`,
        `It says:\n\n\`\`\`\n${first.message.slice(0, 500)}\n\`\`\``,
        "It passed before.",
      ].join("\n\n"),
    },
  };
}

const mistakes = (repoDir: string, file: string, source: string): Proposal[] =>
  proposalsFor(source, isCommonJs(repoDir, file), () => 1).filter((proposal) => proposal.weight >= LIKELY);

const pick = <T>(list: readonly T[], random: () => number): T | undefined =>
  list[Math.min(list.length - 1, Math.floor(random() * list.length))];
