/** Writes every record of a factory on this machine into files: what Quickwit is for a deployment. */
import { join } from "node:path";
import * as z from "zod";
import { openRecordFolder, type RecordFolder } from "./record-folder.ts";

const Page = z.object({ records: z.array(z.looseObject({ seq: z.int(), hash: z.string() })) });

export interface RecordKeeper {
  /** Reads what is left to read, and ends. */
  stop(): Promise<void>;
}

export interface KeeperOptions {
  readonly dir: string;
  readonly url: string;
  readonly token: string;
  readonly projects: readonly string[];
  readonly every_ms?: number;
  readonly onTrouble: (reason: string) => void;
}

export function keepRecords(options: KeeperOptions): RecordKeeper {
  const folders = new Map<string, RecordFolder>();
  let running: Promise<void> = Promise.resolve();
  let troubled = false;
  const look = () => {
    running = running
      .then(async () => {
        for (const project of options.projects) await copy(options, project, folders);
        troubled = false;
      })
      .catch((error: unknown) => {
        // Said once for each time that it begins: the next look goes on where this one ended.
        if (!troubled) options.onTrouble(error instanceof Error ? error.message : String(error));
        troubled = true;
      });
    return running;
  };
  const timer = setInterval(() => void look(), options.every_ms ?? 2_000);
  void look();
  return {
    async stop() {
      clearInterval(timer);
      await look();
    },
  };
}

async function copy(
  options: KeeperOptions,
  project: string,
  folders: Map<string, RecordFolder>,
): Promise<void> {
  const folder = folders.get(project) ?? (await openChecked(options, project));
  folders.set(project, folder);
  for (;;) {
    const page = await readRecords(options, project, folder.last()?.seq ?? 0);
    if (page.length === 0) return;
    folder.append(
      page.map((record) => ({ seq: record.seq, hash: record.hash, line: JSON.stringify(record) })),
    );
  }
}

/** The files go on only where the factory has the very record that they end with. */
async function openChecked(options: KeeperOptions, project: string): Promise<RecordFolder> {
  const folder = openRecordFolder(join(options.dir, project));
  const last = folder.last();
  if (last === null) return folder;
  const [same] = await readRecords(options, project, last.seq - 1);
  if (same?.seq !== last.seq || same.hash !== last.hash)
    folder.putAside(`until-${last.seq}-${last.hash.slice(0, 8)}`);
  return folder;
}

async function readRecords(
  { url, token }: KeeperOptions,
  project: string,
  after: number,
): Promise<z.infer<typeof Page>["records"]> {
  const answer = await fetch(`${url}/api/v1/projects/${project}/records?after=${after}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`the Worker answered ${answer.status} when it was asked for records`);
  return Page.parse(await answer.json()).records;
}
