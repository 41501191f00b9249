/**
 * The head of a push: the pkt-lines that say which refs move from where to where. Read as bytes before git sees
 * them, so that a protected branch is refused with nothing stored.
 */
export interface RefCommand {
  readonly from: string;
  readonly to: string;
  readonly ref: string;
}

export interface PushHead {
  readonly commands: readonly RefCommand[];
  readonly capabilities: ReadonlySet<string>;
}

const MAX_HEAD = 1024 * 1024;
const COMMAND = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) ([^\0\n]+)/;

/** Null while the flush that ends the commands has not arrived; throws when this is no push. */
export function readPushHead(bytes: Buffer): PushHead | null {
  const commands: RefCommand[] = [];
  let capabilities = new Set<string>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = Number.parseInt(bytes.subarray(at, at + 4).toString("latin1"), 16);
    if (length === 0) return { commands, capabilities };
    if (!(length >= 4)) throw new Error("the push does not begin with pkt-lines");
    if (at + length > bytes.length) break;
    const line = bytes.subarray(at + 4, at + length).toString("utf8");
    const [, from, to, ref] = COMMAND.exec(line) ?? [];
    if (from !== undefined && to !== undefined && ref !== undefined) {
      const nul = line.indexOf("\0");
      if (nul >= 0)
        capabilities = new Set(
          line
            .slice(nul + 1)
            .trim()
            .split(" "),
        );
      commands.push({ from, to, ref });
    }
    at += length;
  }
  if (bytes.length > MAX_HEAD) throw new Error("the push names too many refs");
  return null;
}

const pkt = (data: Buffer | string): Buffer => {
  const bytes = Buffer.from(data as string);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, "0")), bytes]);
};
const FLUSH = Buffer.from("0000");

/** What git itself answers when a pre-receive hook says no: every ref of the push is refused. */
export function refusal(head: PushHead, message: string): Buffer {
  const report = Buffer.concat([
    pkt("unpack ok\n"),
    ...head.commands.map((command) => pkt(`ng ${command.ref} pre-receive hook declined\n`)),
    FLUSH,
  ]);
  if (!head.capabilities.has("side-band-64k")) return report;
  const band = (channel: number, data: Buffer | string) =>
    pkt(Buffer.concat([Buffer.from([channel]), Buffer.from(data as string)]));
  return Buffer.concat([band(2, `${message}\n`), band(1, report), FLUSH]);
}
