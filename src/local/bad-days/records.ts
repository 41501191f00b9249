/** Whether the files of a project's records are whole, so that an outage of theirs can be called over. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LogDocument } from "../../contract/log.ts";
import { type Chain, follow, isBreak, openChain } from "../../core/log/chain.ts";

/** The chain in the files; null where it is broken, or where there are none to read. */
export function chainIn(folder: string): Chain | null {
  try {
    const names = readdirSync(folder).filter((name) => /^\d{10}\.ndjson$/.test(name));
    const lines = names.sort().flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
    const written = lines.filter((line) => line !== "").map((line) => LogDocument.parse(JSON.parse(line)));
    const chain = follow(openChain(folder), written);
    return isBreak(chain) ? null : chain;
  } catch {
    // Somebody writes at this moment, or the folder is away: the next look tells.
    return null;
  }
}
