/**
 * Writes what an agent prints to a file, redacted: its head as it comes, and of what exceeds the cap only the
 * tail, with a line saying how much is missing. The file, not memory, is what waits for the log store. What a full disk
 * does not take is missing too, and nothing worse.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import type { Redactor } from "./redact.ts";

export interface Recorder {
  /** Bytes in the file so far. It only grows. */
  size(): number;
  write(stream: "stdout" | "stderr", chunk: Buffer): void;
  /** A line of the runner's own, which is no evidence of how the agent ended. */
  note(line: string): void;
  /** The end of stderr, or of stdout when stderr is silent. */
  tail(): string;
  end(): void;
}

const TAIL_BYTES = 64 * 1024;
const EVIDENCE_BYTES = 3_000;

export function createRecorder(
  file: string,
  capBytes: number,
  redactor: Redactor,
  onGrow: () => void,
): Recorder {
  const handle = openSync(file, "a", 0o600);
  const streams = { stdout: redactor.stream(), stderr: redactor.stream() };
  const evidence = { stdout: "", stderr: "" };
  const headCap = Math.max(0, capBytes - Math.min(TAIL_BYTES, Math.ceil(capBytes / 2)));
  const tailCap = capBytes - headCap;
  let size = 0;
  let tail = Buffer.alloc(0);
  let dropped = 0;
  let ended = false;

  const append = (bytes: Buffer) => {
    if (bytes.length === 0) return;
    let at = 0;
    try {
      while (at < bytes.length) at += writeSync(handle, bytes, at);
    } catch {
      dropped += bytes.length - at;
    }
    size += at;
    onGrow();
  };

  const take = (stream: "stdout" | "stderr", clean: Buffer) => {
    if (clean.length === 0) return;
    evidence[stream] = (
      evidence[stream] + clean.toString("utf8", Math.max(0, clean.length - EVIDENCE_BYTES))
    ).slice(-EVIDENCE_BYTES);
    const room = Math.max(0, headCap - size);
    append(clean.subarray(0, room));
    if (clean.length <= room) return;
    tail = Buffer.concat([tail, clean.subarray(room)]);
    if (tail.length <= tailCap) return;
    dropped += tail.length - tailCap;
    // A copy, so that the large buffer behind the view can be freed.
    tail = Buffer.from(tail.subarray(tail.length - tailCap));
  };

  return {
    size: () => size,
    write(stream, chunk) {
      if (!ended) take(stream, streams[stream].write(chunk));
    },
    note(line) {
      if (!ended) append(Buffer.from(redactor.text(line)));
    },
    tail: () => (evidence.stderr.trim() === "" ? evidence.stdout : evidence.stderr),
    end() {
      if (ended) return;
      ended = true;
      for (const stream of ["stdout", "stderr"] as const) take(stream, streams[stream].end());
      if (dropped > 0) append(Buffer.from(`\n[${dropped} bytes of output are left out here]\n`));
      append(tail);
      closeSync(handle);
    },
  };
}
