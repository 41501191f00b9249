/**
 * Factory: one per deployment. It knows the runners and their sockets, wakes them, and holds the one backoff gate
 * of each remote. It owns no work.
 */
import { DurableObject } from "cloudflare:workers";
import type { ProbeBoard, ProbeOffer, ProbeReport, ProbeRequest } from "../../contract/probe.ts";
import type { Capabilities, RegisterResponse, WakeUp } from "../../contract/runner.ts";
import type { RunnerView, SharedView } from "../../contract/state.ts";
import type { Said } from "../../core/control/said.ts";
import type { Stop } from "../../core/control/stop.ts";
import type { Condition } from "../../core/factory/conditions.ts";
import type { Grant } from "../../core/factory/grant.ts";
import type { FactoryMessage } from "../../core/factory/message.ts";
import type { BoardRunner } from "../../core/factory/probe-board.ts";
import { afterFailure, afterSuccess, type BackoffGate, OPEN_GATE } from "../../core/policy/backoff-gate.ts";
import { err, ok, type Result } from "../../core/result.ts";
import { type Env, mustOpen } from "../environment.ts";
import { digest, randomToken } from "../secret.ts";
import { Probes } from "./factory-probes.ts";
import { SHARED_TABLE, SharedState } from "./factory-shared.ts";
import { RunnersTold, TOLD_TABLES } from "./factory-told.ts";

type RunnerRow = {
  id: string;
  name: string;
  credential: string;
  build: string;
  clis: string;
  seen_at: number | null;
};

const TOKEN_LIFE_MS = 3_600_000;
/** Writing "last seen" at each poll would cost a row a poll; this often is enough to notice silence. */
const SEEN_EVERY_MS = 10_000;
const PRESENT_SECS = 90;
/** Whoever has no agent CLI has nothing to probe. */
const NOBODY: BoardRunner = { id: "", name: "", clis: [] };

export class FactoryObject extends DurableObject<Env> {
  readonly #sql: SqlStorage;
  readonly #shared: SharedState;
  readonly #told: RunnersTold;
  readonly #probes: Probes;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#shared = new SharedState(this.#sql);
    this.#told = new RunnersTold(this.#sql);
    this.#probes = new Probes(this.#shared);
    this.#sql.exec(
      `CREATE TABLE IF NOT EXISTS tokens (hash TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;
       CREATE TABLE IF NOT EXISTS runners (id TEXT PRIMARY KEY, name TEXT NOT NULL, credential TEXT NOT NULL UNIQUE,
         build TEXT NOT NULL, clis TEXT NOT NULL, seen_at INTEGER) WITHOUT ROWID;
       CREATE TABLE IF NOT EXISTS gates (remote TEXT PRIMARY KEY, failures INTEGER NOT NULL, shut_until INTEGER NOT NULL) WITHOUT ROWID;
       ${TOLD_TABLES}
       ${SHARED_TABLE}`,
    );
    // Answered without waking the object, so that a connected runner costs nothing while idle.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  async createToken(): Promise<string> {
    const token = randomToken();
    this.#sql.exec("DELETE FROM tokens WHERE expires_at < ?", Date.now());
    this.#sql.exec("INSERT INTO tokens VALUES (?, ?)", await digest(token), Date.now() + TOKEN_LIFE_MS);
    return token;
  }

  async register(token: string, name: string): Promise<Result<RegisterResponse, string>> {
    const hash = await digest(token);
    const credential = randomToken();
    const stored = await digest(credential);
    const used = this.#sql.exec(
      "DELETE FROM tokens WHERE hash = ? AND expires_at > ? RETURNING hash",
      hash,
      Date.now(),
    );
    if (used.toArray().length === 0) {
      return err("This registration token is unknown, used or older than an hour. Ask for a new one.");
    }
    const id = `r-${crypto.randomUUID().slice(0, 8)}`;
    this.#sql.exec("INSERT INTO runners VALUES (?, ?, ?, '', '[]', NULL)", id, name, stored);
    return ok({ runner: id, credential });
  }

  /** The runner that holds this credential, or null. Looked up by digest: no secret is compared in parts. */
  async authenticate(credential: string): Promise<string | null> {
    const hash = await digest(credential);
    const row = this.#sql.exec<RunnerRow>("SELECT * FROM runners WHERE credential = ?", hash).next().value;
    if (row !== undefined) this.#heard(row);
    return row?.id ?? null;
  }

  /** A runner with all its slots taken does not ask for more: each call about a job is a sign of life too. */
  #heard({ id, seen_at }: RunnerRow): void {
    const now = Date.now();
    if ((seen_at ?? 0) < now - SEEN_EVERY_MS)
      this.#sql.exec("UPDATE runners SET seen_at = ? WHERE id = ?", now, id);
  }

  /** Authenticates a claim and notes what the runner is and can do. */
  async checkIn(
    credential: string,
    build: string,
    capabilities: Capabilities,
  ): Promise<{ readonly id: string; readonly name: string } | null> {
    const hash = await digest(credential);
    const row = this.#sql.exec<RunnerRow>("SELECT * FROM runners WHERE credential = ?", hash).next().value;
    if (row === undefined) return null;
    const list = JSON.stringify(capabilities.clis.map((cli) => cli.id));
    this.#told.note(row.id, capabilities);
    const now = Date.now();
    if (row.build !== build || row.clis !== list || (row.seen_at ?? 0) < now - SEEN_EVERY_MS) {
      this.#sql.exec(
        "UPDATE runners SET build = ?, clis = ?, seen_at = ? WHERE id = ?",
        build,
        list,
        now,
        row.id,
      );
    }
    return { id: row.id, name: row.name };
  }

  /** Forgets a runner and its credential, and closes its sockets; false when there is no such runner. */
  revoke(id: string): boolean {
    const gone = this.#sql.exec("DELETE FROM runners WHERE id = ? RETURNING id", id).toArray();
    this.#told.forget(id);
    for (const socket of this.ctx.getWebSockets(id)) socket.close(1008, "The credential was revoked.");
    this.#shared.forgetRunner(id);
    return gone.length > 0;
  }

  /**
   * What a claim under this key may use of what all projects share; its money is set aside for a minute. `probe_due`: the runner
   * has a probe to run as well.
   */
  grant(request_key: string, by: BoardRunner = NOBODY): Grant & { probe_due: boolean } {
    const door = mustOpen(this.env);
    const now = Date.now();
    const grant = this.#shared.grant(request_key, by.id, door.config, now);
    const prober = { runner: by.id, clis: by.clis };
    return { ...grant, runners: this.#present(), probe_due: this.#probes.isDue(prober, by.name, door, now) };
  }
  /** The claim came to nothing. */
  release(request_key: string): void {
    this.#shared.release(request_key);
  }
  /** What a project has to say of its jobs; each message counts once. */
  take(messages: readonly FactoryMessage[]): void {
    this.#shared.take(messages, mustOpen(this.env).config, Date.now());
  }
  /** A person says something to all projects: it holds for those too that the configuration names only later. */
  said(said: Said): void {
    this.#shared.said(said, Date.now());
  }
  stops(): readonly Stop[] {
    return this.#shared.read().stops;
  }
  /** What people should know of the factory as a whole, now. */
  conditions(): Condition[] {
    const now = Date.now();
    return [...this.#shared.conditions(mustOpen(this.env).config, now), ...this.#told.conditions(now)];
  }
  sharedView(): SharedView {
    return {
      ...this.#shared.view(mustOpen(this.env).config, Date.now()),
      probes: this.probeBoard(),
    };
  }

  /** The next probe for this runner; null when there is none. */
  nextProbe({ id, name }: { id: string; name: string }, asked: ProbeRequest): ProbeOffer | null {
    const { request_key, started, capabilities } = asked;
    const by = { runner: id, clis: capabilities.clis.map((cli) => cli.id), request_key, started };
    return this.#probes.next(by, name, mustOpen(this.env), Date.now());
  }
  endProbe(id: string, runner: string, report: ProbeReport): boolean {
    return this.#probes.end(id, runner, report, mustOpen(this.env), Date.now());
  }
  /** Lets every runner that is there ask now. */
  askProbes(providers: readonly string[]): ProbeBoard {
    this.#probes.ask(providers, this.#present(), mustOpen(this.env), Date.now());
    this.#send({ type: "probe" });
    return this.probeBoard();
  }
  probeBoard(): ProbeBoard {
    return this.#probes.board(this.#present(), mustOpen(this.env), Date.now());
  }

  /** Connected, or heard of within a few polls. */
  #present(): BoardRunner[] {
    return this.runners()
      .filter((r) => r.connected || (r.last_seen_secs ?? PRESENT_SECS) < PRESENT_SECS)
      .map(({ id, name, clis }) => ({ id, name, clis }));
  }

  override fetch(request: Request): Response {
    const runner = request.headers.get("adf-runner") ?? "";
    const pair = new WebSocketPair();
    this.ctx.acceptWebSocket(pair[1], [runner]);
    return new Response(null, { status: 101, webSocket: pair[0] });
  }

  override webSocketMessage(): void {
    // Runners only ping, and pings are answered by the runtime.
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005 and 1006 only describe a close; they may not be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  /** Tells every connected runner that there may be work. Lost messages are made good by its poll. */
  wake(): number {
    return this.#send({ type: "wake" });
  }

  #send(message: WakeUp): number {
    const sockets = this.ctx.getWebSockets();
    for (const socket of sockets) {
      try {
        socket.send(JSON.stringify(message));
      } catch {
        // Closing at this moment: it polls when it is back.
      }
    }
    return sockets.length;
  }

  gate(remote: string): BackoffGate {
    const row = this.#sql
      .exec<BackoffGate & Record<string, number>>(
        "SELECT failures, shut_until FROM gates WHERE remote = ?",
        remote,
      )
      .next().value;
    return row ?? OPEN_GATE;
  }

  remoteFailed(remote: string, retry_after_ms: number): BackoffGate {
    const next = afterFailure(this.gate(remote), Date.now(), Math.random(), retry_after_ms);
    this.#setGate(remote, next);
    return next;
  }

  remoteAnswered(remote: string): void {
    if (this.gate(remote).failures > 0) this.#setGate(remote, afterSuccess());
  }

  runners(): Omit<RunnerView, "serves">[] {
    const now = Date.now();
    return this.#sql
      .exec<RunnerRow>("SELECT * FROM runners ORDER BY name, id")
      .toArray()
      .map((r) => ({
        id: r.id,
        name: r.name,
        build: r.build,
        connected: this.ctx.getWebSockets(r.id).length > 0,
        last_seen_secs: r.seen_at === null ? null : Math.max(0, (now - r.seen_at) / 1000),
        clis: JSON.parse(r.clis) as string[],
        ...this.#told.of(r.id),
      }));
  }

  #setGate(remote: string, gate: BackoffGate): void {
    this.#sql.exec(
      "INSERT INTO gates VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET failures = excluded.failures, shut_until = excluded.shut_until",
      remote,
      gate.failures,
      gate.shut_until,
    );
  }
}
