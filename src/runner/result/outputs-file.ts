/**
 * Reads what the agent asks for. The file was made by a process nobody trusts: it may be a link to a secret, a
 * pipe that never ends, or larger than memory. Nothing is followed, nothing blocks, nothing above 1 MiB is read.
 */
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { AgentOutputs } from "../../contract/outputs.ts";

export const MAX_OUTPUTS_BYTES = 1_048_576;

export type OutputsFile =
  | { readonly kind: "absent" }
  | { readonly kind: "valid"; readonly outputs: AgentOutputs }
  | { readonly kind: "malformed"; readonly problem: string };

export function readOutputs(file: string): OutputsFile {
  let handle: number;
  try {
    if (realpathSync(dirname(file)) !== dirname(file))
      return malformed("its directory was replaced by a link");
    handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return { kind: "absent" };
    if (code === "ELOOP") return malformed("it is a symbolic link; it must be a regular file");
    return malformed(`it cannot be read: ${message}`);
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) return malformed("it is not a regular file");
    if (stat.size > MAX_OUTPUTS_BYTES)
      return malformed(`it has ${stat.size} bytes; at most ${MAX_OUTPUTS_BYTES} are read`);
    const bytes = Buffer.alloc(stat.size);
    let read = 0;
    while (read < bytes.length) {
      const more = readSync(handle, bytes, read, bytes.length - read, read);
      if (more === 0) break;
      read += more;
    }
    return parseOutputs(bytes.toString("utf8", 0, read));
  } catch (cause) {
    return malformed(`it cannot be read: ${(cause as Error).message}`);
  } finally {
    closeSync(handle);
  }
}

export function parseOutputs(text: string): OutputsFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return malformed(`it is not JSON: ${(cause as Error).message}`);
  }
  const parsed = AgentOutputs.safeParse(json);
  if (parsed.success) return { kind: "valid", outputs: parsed.data };
  return malformed(`it does not match the contract:\n${z.prettifyError(parsed.error)}`);
}

const malformed = (why: string): OutputsFile => ({
  kind: "malformed",
  problem: `The outputs file was refused: ${why}`.slice(0, 2_000),
});
