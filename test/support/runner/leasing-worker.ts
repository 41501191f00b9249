/**
 * A Worker that leases its jobs as the real one does: a lease that runs out gives the job out again under the next epoch,
 * and what comes under an old one is refused with 410. It keeps what was done how often, for those who count.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FinishRequest, JobOffer } from "../../../src/contract/runner.ts";
import { readAll, serveGit } from "./git-gate.ts";

export interface LeasedJob {
  readonly offer: JobOffer;
  epoch: number;
  runner: string | null;
  until: number;
  /** The report that ended it: one that blames the machine or the network gives the job out again, as the brain does. */
  ended: FinishRequest | null;
  /** The epochs under which a report was accepted. */
  readonly accepted: number[];
  /** Pushes to its branch that were let through, by epoch. */
  readonly pushes: Map<number, number>;
  /** Who started it under which epoch. */
  readonly started: { readonly epoch: number; readonly runner: string }[];
}

export type Moment = "claim" | "start" | "extend" | "log" | "finish" | "git";

export interface LeasingWorker {
  readonly url: string;
  readonly jobs: ReadonlyMap<string, LeasedJob>;
  /** Called for each request before it is answered; false loses the answer. */
  onCall: (moment: Moment, job: string | null) => boolean;
  /** Resolves when every job has ended. */
  readonly allEnded: Promise<void>;
  close(): Promise<void>;
}

export async function startLeasingWorker(
  repo: string,
  offers: readonly JobOffer[],
  leaseSecs: number,
): Promise<LeasingWorker> {
  const fresh = (offer: JobOffer): LeasedJob => ({
    offer,
    epoch: 0,
    runner: null,
    until: 0,
    ended: null,
    accepted: [],
    pushes: new Map(),
    started: [],
  });
  const jobs = new Map(offers.map((offer) => [offer.job, fresh(offer)]));
  const claims = new Map<string, JobOffer>();
  let registered = 0;
  let tellEnded = () => {};
  const allEnded = new Promise<void>((resolve) => {
    tellEnded = resolve;
  });

  const held = (job: LeasedJob | undefined, epoch: number, runner: string): job is LeasedJob =>
    job !== undefined &&
    job.ended === null &&
    job.epoch === epoch &&
    job.runner === runner &&
    job.until > performance.now();

  function claim(key: string, runner: string): JobOffer | null {
    const known = claims.get(`${runner} ${key}`);
    if (known !== undefined) return known;
    const job = [...jobs.values()].find((one) => one.ended === null && one.until <= performance.now());
    if (job === undefined) return null;
    job.epoch += 1;
    job.runner = runner;
    job.until = performance.now() + leaseSecs * 1000;
    const { checkout, limits } = job.offer;
    const offer: JobOffer = {
      ...job.offer,
      epoch: job.epoch,
      checkout: { ...checkout, from: "branch", git_path: `/git/${job.offer.job}/${job.epoch}` },
      limits: { ...limits, lease_secs: leaseSecs },
    };
    claims.set(`${runner} ${key}`, offer);
    return offer;
  }

  function answer(verb: string, job: LeasedJob | undefined, body: Buffer, url: URL, runner: string) {
    const json = () => JSON.parse(body.toString("utf8")) as { epoch: number };
    if (verb === "log") {
      if (job?.epoch !== Number(url.searchParams.get("epoch"))) return { status: 410, body: GONE };
      return { status: 200, body: { next_offset: Number(url.searchParams.get("offset")) + body.length } };
    }
    if (verb === "finish") return finish(job, json() as FinishRequest, runner);
    if (!held(job, json().epoch, runner)) return { status: 410, body: GONE };
    job.until = performance.now() + leaseSecs * 1000;
    if (verb === "start") job.started.push({ epoch: job.epoch, runner });
    return { status: 200, body: { lease_secs: leaseSecs, cancel: null } };
  }

  function finish(job: LeasedJob | undefined, request: FinishRequest, runner: string) {
    if (job?.ended?.request_key === request.request_key)
      return { status: 200, body: { accepted: true, reason: "again" } };
    if (!held(job, request.epoch, runner)) return { status: 200, body: { accepted: false, reason: "old" } };
    job.accepted.push(job.epoch);
    if (GIVEN_BACK.has(request.report.outcome)) job.until = 0;
    else job.ended = request;
    if ([...jobs.values()].every(({ ended }) => ended !== null)) tellEnded();
    return { status: 200, body: { accepted: true, reason: "" } };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://worker");
    if (url.pathname.startsWith("/git/")) return gate(url, request, response);
    const path = url.pathname.replace("/api/v1/", "");
    const body = await readAll(request);
    const send = (status: number, value?: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(value === undefined ? undefined : JSON.stringify(value));
    };
    if (path === "runners/register") {
      registered += 1;
      return send(200, { runner: `runner-${registered}`, credential: `credential-of-runner-${registered}` });
    }
    const runner = (request.headers.authorization ?? "").replace("Bearer credential-of-", "");
    const [, name = null, verb = ""] = /^jobs\/([^/]+)\/(\w+)$/.exec(path) ?? [];
    if (!on(path === "runner/claim" ? "claim" : (verb as Moment), name)) return void request.socket.destroy();
    if (path === "runner/claim") {
      const offer = claim((JSON.parse(body.toString("utf8")) as { request_key: string }).request_key, runner);
      return offer === null ? send(204) : send(200, { offer });
    }
    const reply = answer(verb, jobs.get(name ?? ""), body, url, runner);
    send(reply.status, reply.body);
  }

  async function gate(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , name = "", epoch = ""] = url.pathname.split("/");
    const basic = Buffer.from((request.headers.authorization ?? "").slice(6), "base64").toString("utf8");
    const runner = basic.replace("runner:credential-of-", "");
    const job = jobs.get(name);
    if (!on("git", name)) return void request.socket.destroy();
    if (url.pathname.endsWith("/tips")) return void response.writeHead(404).end();
    await serveGit(repo, url.pathname, url.searchParams, request, response, (service, refs) => {
      if (!held(job, Number(epoch), runner)) return 410;
      const { branch, checkpoint_ref } = job.offer.checkout;
      if (service !== "receive-pack" || refs.length === 0) return null;
      if (refs.every((ref) => ref === checkpoint_ref)) return null;
      if (refs.some((ref) => ref !== `refs/heads/${branch}`)) return 403;
      job.pushes.set(job.epoch, (job.pushes.get(job.epoch) ?? 0) + 1);
      return null;
    });
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const worker: LeasingWorker = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    jobs,
    onCall: () => true,
    allEnded,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const on = (moment: Moment, job: string | null) => worker.onCall(moment, job);
  return worker;
}

const GIVEN_BACK: ReadonlySet<string> = new Set(["infra", "cancelled"]);
const GONE = { error: "lease_lost", message: "The lease is not held under this epoch." };
