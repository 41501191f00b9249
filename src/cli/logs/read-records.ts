/** Reads the records of a project from its factory, in order, in pieces. */
import * as z from "zod";
import { LogDocument } from "../../contract/log.ts";
import { type Address, ask } from "../factory-address.ts";

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
