/** Turns a one-time token into this runner's own credential and keeps it in `<stateDir>/runner.json`. */
import { RegisterResponse } from "../contract/runner.ts";
import { err, ok, type Result } from "../core/result.ts";
import { callOnce } from "./client/http.ts";
import { type RunnerIdentity, writeIdentity } from "./config/identity.ts";

export interface Registration {
  readonly url: string;
  readonly token: string;
  readonly name: string;
  readonly stateDir: string;
}

/** The token may be spent by a lost answer, so this is tried once; the sentence says what to do then. */
export async function registerRunner({
  url,
  token,
  name,
  stateDir,
}: Registration): Promise<Result<RunnerIdentity, string>> {
  const base = url.replace(/\/+$/, "");
  const answer = await callOnce(base, null, {
    method: "POST",
    path: "runners/register",
    body: JSON.stringify({ token, name }),
    timeoutMs: 15_000,
    signal: new AbortController().signal,
  });
  if (answer.kind === "ok") {
    const parsed = RegisterResponse.safeParse(answer.value);
    if (!parsed.success) return err(`${base} answered, but not as an adf Worker does. Is the address right?`);
    const identity = { ...parsed.data, url: base };
    await writeIdentity(stateDir, identity);
    return ok(identity);
  }
  const why = "message" in answer ? answer.message.replace(/\.$/, "") : answer.kind;
  if (answer.kind === "unauthorized" || answer.kind === "lost") {
    return err(`${base} did not accept the one-time token: ${why}. Ask the Worker for a new one.`);
  }
  if (answer.kind === "unreachable") {
    return err(
      `${base} could not be reached: ${why}. Check the address; if the token is then refused as used, ask for a new one.`,
    );
  }
  return err(`${base} refused the registration: ${why}`);
}
