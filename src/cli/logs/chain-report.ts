/** What the check of a chain came to, for the person who has to find out who changed what. */
import type { LogDocument } from "../../contract/log.ts";
import type { Break, Chain } from "../../core/log/chain.ts";
import { sentence } from "../../core/log/sentence.ts";
import { moment } from "../clock.ts";
import { colors } from "../output.ts";

export interface Checked {
  readonly chain: Chain;
  readonly broken: Break | null;
  /** The record at which it breaks, as it says itself; of a missing one, the record that follows the hole. */
  readonly at: LogDocument | null;
  /** Where that record stands; null where it was asked of a factory. */
  readonly place: string | null;
  /** Of a hash that somebody noted: whether a record has it. Null where none was given. */
  readonly holds: boolean | null;
}

export interface Asked {
  /** The folder that was read; null for a factory. */
  readonly files: string | null;
  readonly noted: string | null;
}

export const isWhole = ({ broken, holds }: Checked): boolean => broken === null && holds !== false;

export function* chainReport(checked: Checked, asked: Asked): Generator<string> {
  const { chain, broken, holds } = checked;
  const { source, first, last, checked: count, hash } = chain;
  if (broken !== null) return yield* breakReport(checked, broken, asked);
  if (first === null) yield `${source}: no records yet`;
  else
    yield `${source}: ${colors.green("whole")}: ${count} records, ${first} to ${last}; the last hash is ${hash}`;
  if (holds === true) yield "  the hash that you noted is in it: nothing up to that record was written anew";
  if (holds !== false) return;
  yield `  ${colors.red("no record has the hash that you noted")}: ${asked.noted}`;
  yield first === 1 || first === null
    ? "  it fits in itself and is not the chain that you saw: it was written anew, or the note is of another project"
    : `  it begins at ${first}: if you noted it of an older record, the log store has that one; else the chain was written anew`;
}

function* breakReport({ chain, at, place }: Checked, broken: Break, { files }: Asked): Generator<string> {
  const { source, first, last, hash } = chain;
  yield `${source}: ${colors.red("broken")}: ${broken.message}`;
  if (place !== null) yield `  where: ${place}`;
  if (at !== null)
    yield `  ${broken.kind === "missing" ? "behind the hole" : "it says"}: record ${at.seq}, ${moment(at.timestamp)}${at.issue === undefined ? "" : `, #${at.issue}`}, ${at.event}: ${sentence({ ...at.data, ...at })}`;
  if (first !== null) yield `  ${first} to ${last} are whole, and end with the hash ${hash}`;
  yield "  what comes after it is not proven by this copy, also where it fits in itself";
  yield files === null
    ? `  next: compare with a copy that somebody else keeps: the log store (source:${source} AND seq:${broken.seq}), or on one machine: npm run -s adf -- audit verify --files .adf/logs/${source}`
    : "  next: compare with the factory's own: npm run -s adf -- audit verify; this copy is made again from it when the folder is moved away and npm start runs";
}
