/** The records of one project from the files that `npm start` writes, oldest first. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LogDocument } from "../../contract/log.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

export interface Placed {
  readonly record: LogDocument;
  /** File and line. */
  readonly place: string;
}

/** `command`: the one that reads them, for what to type where there are none. */
export function* readFileRecords(folder: string, command: string): Generator<Placed[]> {
  for (const name of filesIn(folder, command)) {
    const file = join(folder, name);
    const lines = readFileSync(file, "utf8").split("\n");
    yield lines.flatMap((line, n) =>
      line === "" ? [] : [{ record: readLine(line, file, n + 1), place: `${file}:${n + 1}` }],
    );
  }
}

function filesIn(folder: string, command: string): string[] {
  try {
    const names = recordsIn(folder);
    if (names.length > 0) return names.sort();
  } catch {
    // Said below, in the same words as of a folder without records.
  }
  throw new CliError(EXIT.usage, {
    what: `${folder} holds no records`,
    why: "npm start writes them into <state>/logs/<project>",
    next: `npm run -s adf -- ${command} --files ${shellWord(logsOf(folder))}`,
  });
}

const recordsIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => /^\d{10}\.ndjson$/.test(name));

/** One folder further down there are some, where the folder of all projects was named. */
function logsOf(folder: string): string {
  try {
    const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const found = below.map(({ name }) => join(folder, name)).find((one) => recordsIn(one).length > 0);
    if (found !== undefined) return found;
  } catch {
    // It cannot be looked into; the usual one is named.
  }
  return ".adf/logs/tides";
}

function readLine(line: string, file: string, number: number): LogDocument {
  try {
    return LogDocument.parse(JSON.parse(line));
  } catch (cause) {
    throw new CliError(
      EXIT.no,
      {
        what: `${file}:${number} is no record`,
        why: "somebody changed the file, or the disk was full",
        next: "npm run -s adf -- audit verify   checks the factory itself",
      },
      { cause },
    );
  }
}
