/**
 * The head of a push: which refs it wants to move from what to what, read before a byte of it reaches the forge;
 * and the answer that makes git tell the pusher why it was refused. Never reads the pack that follows.
 */
import { concat, FLUSH, readPktLine, writePktLine } from "./pkt-line.ts";

export interface RefCommand {
  /** All zeros where the ref is new. */
  readonly old: string;
  /** All zeros where the ref is to be deleted. */
  readonly new: string;
  readonly ref: string;
}

export type Commands =
  | { readonly status: "need_more" }
  | {
      readonly status: "ok";
      /** Empty for the probe git sends before a large push. */
      readonly commands: readonly RefCommand[];
      readonly capabilities: readonly string[];
      /** Offset of the first byte after the flush packet. */
      readonly consumed: number;
    }
  | { readonly status: "malformed"; readonly detail: string };

export const MAX_COMMANDS = 64;
export const MAX_HEAD_BYTES = 64 * 1024;

const COMMAND = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (refs\/[^\s]+)$/;
const SHALLOW = /^shallow (?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export const isZero = (id: string): boolean => /^0+$/.test(id);

const malformed = (detail: string): Commands => ({ status: "malformed", detail });

/**
 * Reads all that came so far, from the beginning; call again with more bytes after `need_more`. What is accepted
 * does not depend on how the bytes were cut. A signed push is refused: its certificate would hide the commands.
 */
export function readCommands(bytes: Uint8Array): Commands {
  // What we read must be what the forge's git will read: no byte order mark is dropped, nothing replaced.
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const commands: RefCommand[] = [];
  let capabilities: string[] | null = null;
  let offset = 0;
  for (;;) {
    const line = readPktLine(bytes, offset);
    if (line.kind === "malformed") return malformed(line.detail);
    const end = line.kind === "need_more" ? bytes.length : line.next;
    if (end > MAX_HEAD_BYTES) return malformed(`the list of refs is longer than ${MAX_HEAD_BYTES} bytes`);
    if (line.kind === "need_more") return { status: "need_more" };
    if (line.kind === "flush") {
      return { status: "ok", commands, capabilities: capabilities ?? [], consumed: line.next };
    }
    offset = line.next;

    let text: string;
    try {
      text = decoder.decode(line.payload);
    } catch {
      return malformed("a ref name is not UTF-8");
    }
    const nul = text.indexOf("\0");
    const content = nul === -1 ? text.replace(/\n$/, "") : text.slice(0, nul);
    if (content === "push-cert") return malformed("signed pushes are not accepted here");
    if (SHALLOW.test(content)) {
      if (commands.length > 0 || nul !== -1) return malformed("a shallow line after the first ref");
      continue;
    }
    if (nul !== -1) {
      if (capabilities !== null || commands.length > 0) return malformed("capabilities after the first ref");
      capabilities = text
        .slice(nul + 1)
        .split(/[ \n]+/)
        .filter((word) => word !== "");
    }
    const match = COMMAND.exec(content);
    const [, old, next, ref] = match ?? [];
    if (old === undefined || next === undefined || ref === undefined || old.length !== next.length) {
      return malformed("a line that is not `old new ref`");
    }
    if (hasControl(ref)) return malformed("a ref name with control characters");
    if (commands.some((command) => command.ref === ref)) return malformed("the same ref twice");
    commands.push({ old, new: next, ref });
    if (commands.length > MAX_COMMANDS) return malformed(`more than ${MAX_COMMANDS} refs in one push`);
  }
}

const hasControl = (text: string) =>
  [...text].some((char) => char.charCodeAt(0) < 0x20 || char.charCodeAt(0) === 0x7f);

/**
 * The body, of type `application/x-git-receive-pack-result`, by which git prints
 * `! [remote rejected] branch -> branch (reason)` for each ref and exits 1. Nothing was moved.
 */
export function refusal(
  commands: readonly RefCommand[],
  capabilities: readonly string[],
  reason: string,
): Uint8Array<ArrayBuffer> {
  const said = reason.replace(/\s+/g, " ").trim().slice(0, 200) || "refused";
  const flush = new TextEncoder().encode(FLUSH);
  const report = concat([
    writePktLine("unpack ok\n"),
    ...commands.map(({ ref }) => writePktLine(`ng ${ref} ${said}\n`)),
    flush,
  ]);
  const banded = capabilities.includes("side-band-64k");
  if (!banded && !capabilities.includes("side-band")) return report;
  return concat([...bands(report, banded ? 65_515 : 995), flush]);
}

/** The report as packets of side band 1, which is where git looks for it once it asked for bands. */
function bands(report: Uint8Array, room: number): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let at = 0; at < report.length; at += room) {
    packets.push(writePktLine(concat([Uint8Array.of(1), report.subarray(at, at + room)])));
  }
  return packets;
}
