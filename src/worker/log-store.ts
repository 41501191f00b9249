/** Quickwit as this Worker reaches it: straight, with a token where a proxy in front of it wants one. */
import type { Answer, Call } from "../core/quickwit/calls.ts";
import type { Door } from "./environment.ts";

const TIMEOUT_MS = 15_000;

export async function askLogStore(door: Door, { method, path, body, type }: Call): Promise<Answer> {
  try {
    const answer = await fetch(door.config.quickwit.url.replace(/\/+$/, "") + path, {
      method,
      headers: {
        ...(type === undefined ? {} : { "content-type": type }),
        ...(door.quickwit_token === "" ? {} : { authorization: `Bearer ${door.quickwit_token}` }),
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "manual",
    });
    const retry_after_secs = Number(answer.headers.get("retry-after") ?? 0);
    return {
      status: answer.status,
      body: await answer.json().catch(() => null),
      retry_after_secs: Number.isFinite(retry_after_secs) ? retry_after_secs : 0,
    };
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    // Sent and not answered, or cut in the middle: it may have been done. Only what never arrived was surely not.
    const never = /refused|dns|unreachable|not connect|network connection lost before/i.test(error.message);
    return { failed: door.redactor.text(error.message), timeout: !never };
  }
}
