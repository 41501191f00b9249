/** `npm run -s matrix`: runs it and prints the table; with `--write` it becomes the section of docs/guard.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deeds } from "./deeds.ts";
import { measure } from "./measure.ts";
import { REPOSITORY } from "./outer.ts";
import { whyNot } from "./run.ts";
import { asList, asMarkdown, tally } from "./table.ts";

const MARKS = /(?<=<!-- matrix: npm run -s matrix -- --write -->\n)[\s\S]*?(?=<!-- end of matrix -->)/;

const reason = await whyNot();
if (reason !== null) {
  process.stderr.write(`The matrix cannot be measured here: ${reason}\n`);
  process.exit(1);
}
const began = performance.now();
const { outcomes, nature } = await measure();
const text = asMarkdown(outcomes, nature, deeds(0).length);
const { classes, idle } = tally(outcomes);
process.stdout.write(`${text}\n\nDid nothing with no layer on:\n${asList(idle)}\n`);
for (const combination of ["hook", "shim + hook", "all"]) {
  const through = [...classes.values()].flatMap((one) => one.through[combination] ?? []);
  process.stdout.write(`\nThrough ${combination}:\n${asList(through)}\n`);
}
process.stdout.write(
  `\n${outcomes.length + nature.length} runs in ${((performance.now() - began) / 1000).toFixed(0)} s\n`,
);
if (process.argv.includes("--write")) {
  const page = join(REPOSITORY, "docs/guard.md");
  const before = readFileSync(page, "utf8");
  if (!MARKS.test(before)) throw new Error(`${page} has lost the marks of its section`);
  writeFileSync(
    page,
    before.replace(MARKS, () => `\n${text}\n\n`),
  );
}
