/** Looks at the Worker until the new build, its cron and a runner are seen, or the time for it is over. */
import { setTimeout as sleep } from "node:timers/promises";
import type { WorkerChecks } from "../../contract/checks.ts";
import { Health } from "../../contract/deployment.ts";
import { type Expected, whatElseRuns } from "../../core/deploy/running.ts";
import { isOldRunner } from "../../core/policy/runner-build.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type Address, readState } from "../factory-address.ts";
import { readChecks } from "../smoke/observe.ts";
import { Stop } from "./step.ts";

/** A new address takes a while to be known; a new build of a known one, seconds. */
const ANSWERS_SECS = 120;
const PAUSE_MS = 1_000;
const CALL_MS = 10_000;
/** A runner without a socket is heard at each poll. */
const SILENT_SECS = 90;
const AGAIN = "npm run -s adf -- deploy   (what is done already is not done twice)";

async function until<T>(secs: number, look: () => Promise<T | null>): Promise<T | null> {
  const end = Date.now() + secs * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== null || Date.now() >= end) return seen;
    await sleep(Math.min(PAUSE_MS, Math.max(1, end - Date.now())));
  }
}

export async function awaitBuild(url: string, expected: Expected, wait: number): Promise<string> {
  const secs = Math.min(wait, ANSWERS_SECS);
  let last = "it did not answer";
  let health: Health | null = null;
  const seen = await until(secs, async () => {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(CALL_MS) })
      .then((one) => one.json())
      .catch((error: unknown) => String(error));
    const parsed = Health.safeParse(answer);
    if (!parsed.success) {
      last = typeof answer === "string" ? `it did not answer: ${answer}` : "what answers is no factory";
      return null;
    }
    health = parsed.data;
    const other = whatElseRuns(expected, parsed.data);
    last = other ?? last;
    return other === null ? parsed.data : null;
  });
  if (seen !== null) return `${url} runs ${seen.build} with configuration ${expected.config_hash}`;
  const missing = (health as Health | null)?.missing ?? [];
  throw new Stop(
    health === null ? EXIT.unreachable : EXIT.no,
    `${url}, after ${secs} s: ${last}`,
    [...new Set(missing.map((one) => one.fix)), AGAIN].join("\n"),
  );
}

/** Reading the checks is also the proof that the admin token of this machine is the Worker's. */
export async function checksOf(address: Address): Promise<WorkerChecks> {
  try {
    return await readChecks(address);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new Stop(error.code, `${error.trouble.what}: ${error.trouble.why}`, error.trouble.next);
  }
}

/** `since_ms` by the Worker's own clock: an earlier tick proves nothing about what was deployed. */
export async function awaitCron(address: Address, since_ms: number, secs: number): Promise<string> {
  const late = (checks: WorkerChecks) =>
    checks.projects.filter((p) => p.tick_secs === null || checks.now_ms - p.tick_secs * 1000 < since_ms);
  let waiting: readonly string[] = [];
  const seen = await until(secs, async () => {
    const checks = await checksOf(address);
    waiting = late(checks).map((p) => p.name);
    return waiting.length === 0 ? checks : null;
  });
  if (seen !== null) return `it ticked for ${seen.projects.map((p) => p.name).join(", ")}`;
  throw new Stop(
    EXIT.no,
    `no tick came for ${waiting.join(", ")} within ${secs} s; Cloudflare takes up to 15 minutes to spread a new cron`,
    `${AGAIN}\nor, if it never comes: put crons = ["* * * * *"] into [triggers] of wrangler.toml`,
  );
}

export async function awaitRunner(
  address: Address,
  secs: number,
  say: (line: string) => void,
): Promise<string> {
  const install = `npm run -s adf -- runner install --worker ${address.url} --token "$(ADF_ADMIN_TOKEN=… npm run -s adf -- runner token --url ${address.url})" --apply`;
  let told = false;
  const seen = await until(secs, async () => {
    const { runners } = await readState(address);
    const there = runners.filter(
      (r) => r.connected || (r.last_seen_secs ?? Number.POSITIVE_INFINITY) <= SILENT_SECS,
    );
    if (there.length > 0) return there;
    if (!told) say(`      no runner is there yet; on the machine that shall work: ${install}`);
    told = true;
    return null;
  });
  if (seen === null)
    throw new Stop(EXIT.no, `no runner asked for work within ${secs} s`, `${install}\nthen: ${AGAIN}`);
  const { runner_build } = await checksOf(address);
  const words = seen.map((r) =>
    isOldRunner(r.build, runner_build)
      ? `${r.name} (on ${r.build}; ${runner_build} belongs to this Worker)`
      : r.name,
  );
  return `${words.join(", ")} ${seen.length === 1 ? "is" : "are"} there`;
}
