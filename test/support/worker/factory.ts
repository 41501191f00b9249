/** The Worker as the outside world reaches it: the forge's deliveries, a runner's calls, the owner's, and the clock. */

import { evictAllDurableObjects } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { expect, vi } from "vitest";
import type * as z from "zod";
import { Usage } from "../../../src/contract/agent-run.ts";
import type { Capabilities, FinishResponse, JobOffer, JobReport } from "../../../src/contract/runner.ts";
import { FactoryState, type ProjectView } from "../../../src/contract/state.ts";
import { CONTRACT_VERSION } from "../../../src/contract/version.ts";
import { signBody } from "../../../src/forge/signature.ts";
import { projectStub } from "../../../src/worker/environment.ts";
import { testBindings } from "./bindings.ts";

export const HEAD = "a".repeat(40);
export const BASE = "b".repeat(40);

/** All that the Worker answered to anybody, for the check that no secret is among it. */
export const answers: string[] = [];

export async function call(path: string, init: RequestInit = {}): Promise<Response> {
  const answer = await exports.default.fetch(`https://adf.test${path}`, init);
  if (answer.webSocket === null) answers.push(await readable(answer.clone()));
  return answer;
}

const json = (body: unknown) => ({
  method: "POST",
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});

/** The body as text, whatever its type says: git's answers are half binary. */
export const readable = async (answer: Response): Promise<string> =>
  new TextDecoder().decode(await answer.arrayBuffer());

// ---- the forge's webhook

export interface Delivery {
  readonly secret?: string;
  readonly delivery?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function deliver(event: string, payload: unknown, d: Delivery = {}): Promise<Response> {
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  const headers = {
    "content-type": "application/json",
    "x-gitea-event": event,
    "x-gitea-delivery": d.delivery ?? crypto.randomUUID(),
    "x-gitea-signature": await signBody(body, d.secret ?? testBindings.WEBHOOK_SECRET),
    ...d.headers,
  };
  return call("/webhooks/gitea", { method: "POST", body, headers });
}

// ---- the owner

export const asOwner = (path: string, method = "GET", token = testBindings.ADMIN_TOKEN): Promise<Response> =>
  call(`/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}` } });

export async function state(): Promise<FactoryState> {
  return FactoryState.parse(await (await asOwner("/state")).json());
}

export async function project(): Promise<ProjectView> {
  const [only] = (await state()).projects;
  if (only === undefined) throw new Error("the project is gone");
  return only;
}

export async function journal(): Promise<{ event: string; reason?: string; outcome?: string }[]> {
  const { entries } = (await (await asOwner("/projects/sample/journal?after=0")).json()) as {
    entries: { entry: { event: string } }[];
  };
  return entries.map((row) => row.entry);
}

// ---- a runner

const CLIS = [{ id: "adf-repair", version: "1" }];

/** What a runner says of itself with a claim. */
type Said = Partial<z.input<typeof Capabilities>> & { readonly taking?: boolean };

export class TestRunner {
  readonly id: string;
  readonly credential: string;

  constructor(id: string, credential: string) {
    this.id = id;
    this.credential = credential;
  }

  post(path: string, body: unknown, contract = String(CONTRACT_VERSION)): Promise<Response> {
    const { headers, ...rest } = json(body);
    const own = { authorization: `Bearer ${this.credential}`, "adf-contract": contract, "adf-build": "test" };
    return call(`/api/v1${path}`, { ...rest, headers: { ...headers, ...own } });
  }

  ask(key: string = crypto.randomUUID(), said: Said = {}): Promise<Response> {
    const { taking = true, ...told } = said;
    return this.post("/runner/claim", { request_key: key, taking, capabilities: { clis: CLIS, ...told } });
  }

  async claim(key?: string): Promise<JobOffer | null> {
    const answer = await this.ask(key);
    if (answer.status === 204) return null;
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { offer: JobOffer }).offer;
  }

  /** Claims as a runner does: again and again, a little later each time, until there is something. */
  async nextJob(): Promise<JobOffer> {
    return vi.waitFor(
      async () => {
        vi.setSystemTime(Date.now() + 20);
        const offer = await this.claim();
        if (offer === null) throw new Error("there is no job for the runner");
        return offer;
      },
      { timeout: 4_000, interval: 20 },
    );
  }

  start = (o: JobOffer, epoch = o.epoch) => this.post(`/jobs/${o.job}/start`, { epoch, base_sha: BASE });
  extend = (o: JobOffer, epoch = o.epoch) => this.post(`/jobs/${o.job}/extend`, { epoch, quiet_secs: 1 });

  async finish(
    o: JobOffer,
    report: Partial<JobReport>,
    key: string = crypto.randomUUID(),
  ): Promise<FinishResponse> {
    const body = { epoch: o.epoch, request_key: key, report: { ...REPORT, ...report } };
    const answer = await this.post(`/jobs/${o.job}/finish`, body);
    expect(answer.status).toBe(200);
    return (await answer.json()) as FinishResponse;
  }

  log(
    o: JobOffer,
    offset: number,
    bytes: string | Uint8Array<ArrayBuffer>,
    epoch = o.epoch,
  ): Promise<Response> {
    return call(`/api/v1/jobs/${o.job}/log?epoch=${epoch}&offset=${offset}`, {
      method: "PUT",
      body: bytes,
      headers: { authorization: `Bearer ${this.credential}` },
    });
  }
}

export const REPORT: JobReport = {
  outcome: "success",
  detail: "",
  exit_code: 0,
  base_sha: BASE,
  head_sha: HEAD,
  checkpoint_sha: null,
  changed_files: ["lib/a.js"],
  outputs: null,
  outputs_problem: null,
  usage: Usage.parse({ seconds: 1 }),
  model: null,
  session: null,
  denials: 0,
  trouble: null,
};

export function verdict(head_sha: string, result: "pass" | "fail" = "pass"): Partial<JobReport> {
  const findings = result === "pass" ? [] : [{ severity: "major" as const, message: "It breaks paging." }];
  const judged = {
    result,
    confidence: 0.9,
    head_sha,
    summary: result === "pass" ? "Good." : "Not yet.",
    findings,
  };
  return { head_sha: null, outputs: { version: 1, verdict: judged, dispatch: [], new_issues: [] } };
}

export async function register(name = "one"): Promise<TestRunner> {
  const { token } = (await (await asOwner("/runners/tokens", "POST")).json()) as { token: string };
  const answer = await call("/api/v1/runners/register", {
    ...json({ token, name }),
    headers: { "content-type": "application/json", "adf-contract": String(CONTRACT_VERSION) },
  });
  expect(answer.status).toBe(201);
  const made = (await answer.json()) as { runner: string; credential: string };
  return new TestRunner(made.runner, made.credential);
}

// ---- the clock

export const stub = () => projectStub(env, "sample");

/** Reads the forge once, as the first minute of the factory does, and waits until the mirror is complete. */
export async function firstRead(timeout = 5_000): Promise<void> {
  await asOwner("/projects/sample/run", "POST");
  await vi.waitFor(async () => expect((await project()).synced).toBe(true), { timeout, interval: 20 });
}

/** Waits until nothing is left to write on the forge. */
export async function written(): Promise<void> {
  const pending = async () => (await project()).effects.pending;
  await vi.waitFor(async () => expect(await pending()).toBe(0), { timeout: 5_000, interval: 20 });
}

/** As if the platform had moved every object: memory is gone, storage stays. */
export const evictAll = (): Promise<void> => evictAllDurableObjects();
