/** Creates the index, or mends the one that is there as far as Quickwit allows; then reads it back. */
import {
  type Call,
  createCall,
  indexCall,
  readDone,
  readIndex,
  type Trouble,
  updateCall,
} from "../../core/quickwit/calls.ts";
import { compareIndex, type Difference, migrated } from "../../core/quickwit/compare.ts";
import { indexConfig } from "../../core/quickwit/index-config.ts";
import type { Result } from "../../core/result.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { send, troubleAt } from "./send.ts";

export interface Applied {
  readonly url: string;
  readonly index: string;
  /** `stuck`: something is wrong that cannot be changed in this index. */
  readonly state: "created" | "changed" | "equal" | "would_create" | "would_change" | "stuck";
  readonly differences: readonly Difference[];
}

export async function applyIndex(url: string, index: string, dry_run: boolean): Promise<Applied> {
  const wanted = indexConfig(index);
  const ask = (call: Call) => send(url, call);
  const found = readIndex(await ask(indexCall(index)));
  if (!found.ok && found.error.kind !== "absent") throw troubleAt(url, index, found.error);
  const done = (state: Applied["state"], differences: readonly Difference[] = []): Applied => ({
    url,
    index,
    state,
    differences,
  });
  if (!found.ok) {
    if (dry_run) return done("would_create");
    must(url, index, readDone(await ask(createCall(wanted))));
    await readBack(url, index);
    return done("created");
  }
  const differences = compareIndex(wanted, found.value);
  if (differences.length === 0) return done("equal");
  if (differences.some((d) => d.kind === "stuck")) return done("stuck", differences);
  if (dry_run) return done("would_change", differences);
  const changed = readDone(await ask(updateCall(index, migrated(wanted, found.value))));
  if (!changed.ok && (changed.error.kind === "refused" || changed.error.kind === "denied"))
    throw cannotChange(url, index, changed.error);
  must(url, index, changed);
  await readBack(url, index);
  return done("changed", differences);
}

/** What was answered is believed only when the index shows it. */
async function readBack(url: string, index: string): Promise<void> {
  const found = must(url, index, readIndex(await send(url, indexCall(index))));
  const left = compareIndex(indexConfig(index), found);
  if (left.length === 0) return;
  throw new CliError(EXIT.refused, {
    what: `Quickwit took the mapping of ${index} and shows another`,
    why: left.map((d) => d.message).join("\n"),
    next: anotherIndex(url, index),
  });
}

function must<T>(url: string, index: string, read: Result<T, Trouble>): T {
  if (read.ok) return read.value;
  throw troubleAt(url, index, read.error);
}

/** Versions before 0.9 change the search settings of an index and nothing else of it. */
const cannotChange = (url: string, index: string, { detail }: Trouble): CliError =>
  new CliError(EXIT.refused, {
    what: `this Quickwit does not change the mapping of an index that exists`,
    why: detail,
    next: anotherIndex(url, index),
  });

/** A new index beside the old one: nothing that is there is lost, and the records that are not proven are sent anew. */
export function anotherIndex(url: string, index: string): string {
  const next = index.replace(/(?:-(\d+))?$/, (_, n?: string) => `-${n === undefined ? 2 : Number(n) + 1}`);
  return `npm run -s adf -- quickwit apply --address ${url} --index ${next}\nthen set index = "${next}" in [quickwit] and deploy; the old index stays as it is, and can be read`;
}
