/** Asks the Worker for everything it knows, each question with a limit of its own; what fails is a fact too. */
import * as z from "zod";
import { ForgeFacts, LogStoreChecks, WorkerChecks } from "../../contract/checks.ts";
import { FactoryState } from "../../contract/state.ts";
import type { Address } from "../factory-address.ts";
import { buildsOf, skewOf, UPGRADE_WORKER } from "../skew/builds.ts";
import { readAcross } from "../skew/read-across.ts";
import type { Facts, Surveyed, WorkerFacts } from "./facts.ts";

const QUICK_MS = 10_000;
/** The Worker's survey makes up to three calls after one another, of eight seconds each. */
const SURVEY_MS = 30_000;

const Health = z.object({ missing: z.array(z.object({ what: z.string(), fix: z.string() })) });
const Refused = z.object({ message: z.string() });

type Asked = { readonly status: number; readonly body: unknown } | { readonly failed: string };

export async function askWorker(address: Address): Promise<WorkerFacts> {
  const began = Date.now();
  const health = await call(`${address.url}/healthz`, "GET", "", QUICK_MS);
  if ("failed" in health) return { kind: "down", why: health.failed };
  const missing = Health.safeParse(health.body);
  if (health.status === 503 && missing.success)
    return { kind: "unconfigured", missing: missing.data.missing };
  if (health.status !== 200)
    return { kind: "down", why: `GET /healthz answers ${health.status}; is this address the Worker's?` };
  const took_ms = Date.now() - began;
  const before = Date.now();
  const checks = await api(address, "/checks", "GET", QUICK_MS);
  const clock = (before + Date.now()) / 2;
  const state = await api(address, "/state", "GET", QUICK_MS);
  for (const answer of [checks, state]) {
    if ("failed" in answer) return { kind: "down", why: answer.failed };
    if (answer.status === 401)
      return {
        kind: "refused",
        why: said(answer.body),
        next: "ADF_ADMIN_TOKEN=…, the value of: npx wrangler secret put ADMIN_TOKEN",
      };
    if (answer.status === 404)
      return {
        kind: "refused",
        why: "its build is older than this command and has no checks",
        next: "npm run -s adf -- deploy",
      };
  }
  const bodies = [checks, state].map((answer) => ("body" in answer ? answer.body : null));
  const known = readAcross(WorkerChecks, bodies[0]);
  const seen = readAcross(FactoryState, bodies[1]);
  if (known === null || seen === null)
    return { kind: "refused", why: buildsOf(bodies[1]) ?? "it is no factory", next: UPGRADE_WORKER };
  const skew = [skewOf(bodies[0], known), skewOf(bodies[1], seen)].find((one) => one !== null) ?? null;
  const clock_ms = clock - known.value.now_ms;
  return { kind: "up", state: seen.value, checks: known.value, clock_ms, took_ms, skew };
}

export async function surveyFromWorker(address: Address, project: string): Promise<Surveyed> {
  const path = `/checks/forge?project=${encodeURIComponent(project)}`;
  const answer = await api(address, path, "POST", SURVEY_MS);
  if ("failed" in answer) return { unasked: `the Worker did not tell: ${answer.failed}` };
  const facts = ForgeFacts.safeParse(answer.body);
  return facts.success ? facts.data : { unasked: `the Worker did not tell: ${said(answer.body)}` };
}

export async function lookAtLogStore(address: Address): Promise<Facts["log_store"]> {
  const answer = await api(address, "/checks/quickwit", "POST", SURVEY_MS);
  if ("failed" in answer) return { unasked: `the Worker did not tell: ${answer.failed}` };
  const facts = LogStoreChecks.safeParse(answer.body);
  return facts.success ? facts.data : { unasked: `the Worker did not tell: ${said(answer.body)}` };
}

const api = (address: Address, path: string, method: "GET" | "POST", ms: number): Promise<Asked> =>
  call(`${address.url}/api/v1${path}`, method, address.token, ms);

async function call(url: string, method: string, token: string, ms: number): Promise<Asked> {
  try {
    const answer = await fetch(url, {
      method,
      headers: token === "" ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ms),
    });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  } catch (error) {
    if (!(error instanceof Error)) return { failed: "no answer" };
    if (error.name === "TimeoutError") return { failed: `no answer within ${ms / 1000} s` };
    return { failed: error.cause instanceof Error ? error.cause.message : error.message };
  }
}

function said(body: unknown): string {
  const parsed = Refused.safeParse(body);
  return parsed.success ? parsed.data.message : "its answer was not understood";
}
