/** Reads the records of a project from its factory, in order, in pieces. */
import * as z from "zod";
import { LogDocument } from "../../contract/log.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type Address, ask, readState } from "../factory-address.ts";

const Page = z.object({ records: z.array(LogDocument) });

export interface Wanted {
  readonly project: string;
  /** Only those behind this number; negative: the last so many. */
  readonly after: number;
  readonly issue?: number;
}

export async function readPage(address: Address, { project, after, issue }: Wanted): Promise<LogDocument[]> {
  const about = issue === undefined ? "" : `&issue=${issue}`;
  const path = `/projects/${encodeURIComponent(project)}/records?after=${after}${about}`;
  return Page.parse(await ask(address, path)).records;
}

export async function* readAll(address: Address, wanted: Wanted): AsyncGenerator<LogDocument[]> {
  for (let { after } = wanted; ; ) {
    const page = await readPage(address, { ...wanted, after });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.seq;
  }
}

/** The projects that are meant: the one that is named, or all. */
export async function projectsMeant(address: Address, named: string | undefined): Promise<string[]> {
  const all = (await readState(address)).projects.map((p) => p.name);
  if (named === undefined) return all;
  if (all.includes(named)) return [named];
  throw new CliError(EXIT.usage, {
    what: `there is no project "${named}"`,
    why: `this factory has ${all.join(", ")}`,
    next: `npm run -s adf -- logs --project ${all[0] ?? ""}`,
  });
}
