/** The records of one project from the files that `npm start` writes, oldest first. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LogDocument } from "../../contract/log.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

export interface Placed {
  readonly record: LogDocument;
  /** File and line. */
  readonly place: string;
}

export function* readFileRecords(folder: string): Generator<Placed[]> {
  for (const name of filesIn(folder)) {
    const file = join(folder, name);
    const lines = readFileSync(file, "utf8").split("\n");
    yield lines.flatMap((line, n) =>
      line === "" ? [] : [{ record: readLine(line, file, n + 1), place: `${file}:${n + 1}` }],
    );
  }
}

function filesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^\d{10}\.ndjson$/.test(name));
    if (names.length > 0) return names.sort();
  } catch {
    // Said below, in the same words as of a folder without records.
  }
  throw new CliError(EXIT.usage, {
    what: `${folder} holds no records`,
    why: "npm start writes them into <state>/logs/<project>",
    next: "npm run -s adf -- audit verify --files .adf/logs/tides",
  });
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
