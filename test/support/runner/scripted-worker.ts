/**
 * A Worker that follows a script: it hands out the offers it was given, keeps every call, and answers as the
 * protocol says unless a test tells it otherwise. Its git gate admits one branch per job.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ProbeFinish, ProbeOffer, type ProbeReport, ProbeRequest } from "../../../src/contract/probe.ts";
import {
  ClaimRequest,
  ExtendRequest,
  FinishRequest,
  JobOffer,
  StartRequest,
} from "../../../src/contract/runner.ts";
import { CONTRACT_VERSION } from "../../../src/contract/version.ts";
import { readAll, serveGit } from "./git-gate.ts";
import { acceptSocket, type WakeSocket } from "./wake-socket.ts";

export type Verb = "probe" | "probed" | "claim" | "start" | "extend" | "log" | "finish" | "register" | "git";
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Do the work, then lose the answer on the way. */
  readonly lose?: boolean;
}
/** Returns a reply to give instead of the usual one, or null. */
export type Override = (verb: Verb, job: string | null, nth: number) => Reply | null;

export interface Call {
  readonly verb: Verb;
  readonly job: string | null;
  readonly body: unknown;
  readonly at: number;
}

export interface ScriptedWorker {
  readonly url: string;
  readonly credential: string;
  readonly calls: Call[];
  readonly logs: Map<string, Buffer>;
  readonly finished: Map<string, FinishRequest>;
  readonly sockets: Set<WakeSocket>;
  /** Refs that somebody tried to push, as `job ref`. */
  readonly pushes: string[];
  /** What the gate has sent of packs. */
  gate_bytes: number;
  override: Override;
  offer(offer: JobOffer): void;
  /** The reports of probes, by their id. */
  readonly probed: Map<string, ProbeReport>;
  /** Lets the runner ask for this probe. */
  probe(offer: ProbeOffer): void;
  wake(): void;
  /** Resolves when `look` answers with something; looks again after each call. */
  until<T>(look: () => T | null | undefined | false): Promise<T>;
  /** Throws where a call came that the real Worker would have refused. */
  close(): Promise<void>;
}

const NAMED: Readonly<Record<string, Verb>> = {
  "runner/claim": "claim",
  "runner/probe": "probe",
  "runners/register": "register",
};

export async function startScriptedWorker(repo: string): Promise<ScriptedWorker> {
  const queue: JobOffer[] = [];
  const probes: ProbeOffer[] = [];
  const offers = new Map<string, JobOffer>();
  const answers = new Map<string, unknown>();
  const strays: string[] = [];
  /** Jobs of which an extend was on its way while they ended: a runner has one at a time. */
  const crossed = new Set<string>();
  const watchers = new Set<() => void>();
  const counts = new Map<string, number>();

  const server = createServer((request, response) => {
    handle(request, response)
      .catch((cause) => {
        if (!response.headersSent) response.writeHead(500);
        response.end(String(cause));
      })
      .finally(() => {
        for (const look of [...watchers]) look();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const worker: ScriptedWorker = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credential: `credential-${randomUUID()}`,
    calls: [],
    logs: new Map(),
    finished: new Map(),
    sockets: new Set(),
    pushes: [],
    gate_bytes: 0,
    override: () => null,
    probed: new Map(),
    offer(offer) {
      queue.push(JobOffer.parse(offer));
    },
    probe(offer) {
      probes.push(ProbeOffer.parse(offer));
      for (const socket of worker.sockets) socket.send('{"type":"probe"}');
    },
    wake() {
      for (const socket of worker.sockets) socket.send('{"type":"wake"}');
    },
    until: (look) =>
      new Promise((resolve) => {
        const attempt = () => {
          const found = look();
          if (!found) return;
          watchers.delete(attempt);
          resolve(found);
        };
        watchers.add(attempt);
        attempt();
      }),
    async close() {
      for (const socket of worker.sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (strays.length > 0) throw new Error(`the real Worker would have refused ${strays.join("; ")}`);
    },
  };

  server.on("upgrade", (request, stream) => {
    const socket = acceptSocket(request, stream);
    worker.sockets.add(socket);
    stream.on("close", () => worker.sockets.delete(socket));
    for (const look of [...watchers]) look();
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", worker.url);
    if (url.pathname.startsWith("/git/")) return gate(url, request, response);
    const path = url.pathname.replace("/api/v1/", "");
    const [, job = null, last = ""] = /^jobs\/([^/]+)\/(\w+)$/.exec(path) ?? [];
    const [, probe = null] = /^runner\/probe\/([^/]+)\/finish$/.exec(path) ?? [];
    const verb = (probe === null ? (NAMED[path] ?? last) : "probed") as Verb;
    const body = await readAll(request);
    const parsed: unknown = verb === "log" ? body : JSON.parse(body.toString("utf8"));
    worker.calls.push({ verb, job, body: parsed, at: performance.now() });
    const nth = (counts.get(`${verb} ${job}`) ?? 0) + 1;
    counts.set(`${verb} ${job}`, nth);

    const special = worker.override(verb, job, nth);
    if (special !== null && special.lose !== true) return send(response, special);
    if (verb !== "register" && request.headers.authorization !== `Bearer ${worker.credential}`) {
      return send(response, { status: 401, body: { error: "unauthorized", message: "Unknown credential." } });
    }
    if (request.headers["adf-contract"] !== String(CONTRACT_VERSION))
      strays.push(`${verb} without a contract`);
    const stray = strayOf(verb, job, parsed, url);
    if (stray !== null) strays.push(stray);
    const reply = usual(verb, probe ?? job, parsed, url);
    if (special?.lose === true) return void request.socket.destroy();
    send(response, reply);
  }

  /** A call that the real Worker would refuse: under another epoch, or about a job that has ended. */
  function strayOf(verb: Verb, job: string | null, body: unknown, url: URL): string | null {
    if (job === null) return null;
    const { epoch, request_key } =
      verb === "log"
        ? { epoch: Number(url.searchParams.get("epoch")), request_key: undefined }
        : (body as { epoch: number; request_key?: string });
    const offer = offers.get(job);
    if (offer?.epoch !== epoch) return `${verb} of ${job} under epoch ${epoch} in place of ${offer?.epoch}`;
    const ended = worker.finished.get(job);
    // Output may still come then.
    if (ended === undefined || ended.request_key === request_key || verb === "log") return null;
    if (verb === "extend" && !crossed.has(job)) {
      crossed.add(job);
      return null;
    }
    return `${verb} of ${job}, which has ended`;
  }

  function usual(verb: Verb, job: string | null, body: unknown, url: URL): Reply {
    const extend = () => ({ lease_secs: offers.get(job ?? "")?.limits.lease_secs ?? 0, cancel: null });
    switch (verb) {
      case "register":
        return { status: 200, body: { runner: "runner-1", credential: worker.credential } };
      case "claim": {
        const { request_key, taking } = ClaimRequest.parse(body);
        if (!taking) return { status: 204 };
        const known = answers.get(request_key);
        if (known !== undefined) return { status: 200, body: known };
        const offer = queue.shift();
        if (offer === undefined) return { status: 204 };
        offers.set(offer.job, offer);
        answers.set(request_key, { offer });
        return { status: 200, body: { offer } };
      }
      case "probe": {
        const { request_key } = ProbeRequest.parse(body);
        const known = answers.get(request_key) ?? probes.shift();
        answers.set(request_key, known);
        return known === undefined ? { status: 204 } : { status: 200, body: known };
      }
      case "probed":
        worker.probed.set(job ?? "", ProbeFinish.parse(body).report);
        return { status: 200, body: { accepted: true, reason: "" } };
      case "start":
        StartRequest.parse(body);
        return { status: 200, body: extend() };
      case "extend":
        ExtendRequest.parse(body);
        if (worker.finished.has(job ?? ""))
          return { status: 410, body: { error: "gone", message: "The job had already ended." } };
        return { status: 200, body: extend() };
      case "log": {
        const offset = Number(url.searchParams.get("offset"));
        const held = worker.logs.get(job ?? "") ?? Buffer.alloc(0);
        if (offset <= held.length)
          worker.logs.set(job ?? "", Buffer.concat([held.subarray(0, offset), body as Buffer]));
        return { status: 200, body: { next_offset: worker.logs.get(job ?? "")?.length ?? 0 } };
      }
      case "finish":
        worker.finished.set(job ?? "", FinishRequest.parse(body));
        return { status: 200, body: { accepted: true, reason: "" } };
      default:
        return { status: 404, body: { error: "not_found", message: `no ${verb} here` } };
    }
  }

  async function gate(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , job = "", epoch = ""] = url.pathname.split("/");
    const expected = `Basic ${Buffer.from(`runner:${worker.credential}`).toString("base64")}`;
    if (request.headers.authorization !== expected) return void response.writeHead(401).end();
    const offer = offers.get(job);
    const live = offer !== undefined && String(offer.epoch) === epoch && !worker.finished.has(job);
    const write = response.write.bind(response) as (chunk: Buffer) => boolean;
    response.write = ((chunk: Buffer) => {
      worker.gate_bytes += chunk.length;
      return write(chunk);
    }) as typeof response.write;
    await serveGit(repo, url.pathname, url.searchParams, request, response, (service, refs) => {
      const special = worker.override("git", job, refs.length);
      if (special !== null) return special.status;
      if (!live) return 410;
      for (const ref of refs) worker.pushes.push(`${job} ${ref}`);
      if (service === "receive-pack" && refs.some((ref) => !mayPush(offer, ref))) return 403;
      return null;
    });
  }
  return worker;
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

const mayPush = ({ checkout }: JobOffer, ref: string): boolean =>
  ref === `refs/heads/${checkout.branch}` || ref === checkout.checkpoint_ref;
