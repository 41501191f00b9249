/** The records of one project from the files that `npm start` writes, oldest first. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LogDocument } from "../../contract/log.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

export function* readFileRecords(folder: string): Generator<LogDocument[]> {
  for (const name of filesIn(folder)) {
    const lines = readFileSync(join(folder, name), "utf8")
      .split("\n")
      .filter((line) => line !== "");
    yield lines.map((line, n) => readLine(line, join(folder, name), n + 1));
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
