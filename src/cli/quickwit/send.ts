/** Sends a call to Quickwit from this machine. Its token, where a proxy in front of it wants one, is in ADF_QUICKWIT_TOKEN. */
import type { Answer, Call, Trouble } from "../../core/quickwit/calls.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

const TIMEOUT_MS = 15_000;

export async function send(url: string, { method, path, body, type }: Call): Promise<Answer> {
  const token = process.env.ADF_QUICKWIT_TOKEN ?? "";
  try {
    const answer = await fetch(url.replace(/\/+$/, "") + path, {
      method,
      headers: {
        ...(type === undefined ? {} : { "content-type": type }),
        ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  } catch (cause) {
    if (!(cause instanceof Error)) return { failed: "no answer", timeout: false };
    if (cause.name === "TimeoutError")
      return { failed: `no answer within ${TIMEOUT_MS / 1000} s`, timeout: true };
    return { failed: cause.cause instanceof Error ? cause.cause.message : cause.message, timeout: false };
  }
}

export function troubleAt(url: string, index: string, { kind, detail }: Trouble): CliError {
  const reach = kind === "unreachable" || kind === "busy" || kind === "unsure";
  return new CliError(reach ? EXIT.unreachable : EXIT.refused, {
    what: reach ? `Quickwit at ${url} does not answer` : `Quickwit at ${url} refused the index ${index}`,
    why: detail,
    next: reach
      ? `start it, or name another with --address: docker run --rm -p 7280:7280 quickwit/quickwit run`
      : `npm run -s adf -- quickwit apply --dry-run --address ${url} --index ${index}`,
  });
}
