/** The one redaction, for the bytes that a pipe brings. */
import { createRedactor as create, type Redactor as TextRedactor } from "../../core/redact/redact.ts";

export interface Redactor extends Omit<TextRedactor, "stream"> {
  /** For chunks: a secret cut in two by the pipe is found as well. */
  stream(): ByteRedactor;
}

export interface ByteRedactor {
  write(chunk: Buffer): Buffer;
  end(): Buffer;
}

export function createRedactor(secrets: readonly string[]): Redactor {
  const { text, data, stream } = create(secrets);
  return { text, data, stream: () => overBytes(stream()) };
}

function overBytes(stream: ReturnType<TextRedactor["stream"]>): ByteRedactor {
  return {
    write: (chunk) => Buffer.from(stream.write(chunk.toString("latin1")), "latin1"),
    end: () => Buffer.from(stream.end(), "latin1"),
  };
}
