/**
 * RunLog: the output of one job, in chunks at byte offsets. Appending is idempotent by offset, reading may start
 * anywhere, and everything is forgotten after a week. A tiny router is all the surface it has.
 */
import { DurableObject } from "cloudflare:workers";
import { AutoRouter, type IRequest } from "itty-router";
import type { Env } from "../environment.ts";

const KEEP_MS = 7 * 86_400_000;
/** Per job; the runner caps its output below this. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_CHUNK = 1024 * 1024;

const refuse = (status: number, error: string, message: string) =>
  Response.json({ error, message }, { status });

export class RunLogObject extends DurableObject<Env> {
  readonly #sql: SqlStorage;
  readonly #router = AutoRouter();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#router
      .put("/:epoch", (request: IRequest) => this.#append(request))
      .get("/:epoch", (r: IRequest) => this.#read(r));
  }

  override fetch(request: Request): Promise<Response> {
    this.#sql.exec(
      "CREATE TABLE IF NOT EXISTS chunks (epoch INTEGER, start INTEGER, bytes BLOB NOT NULL, PRIMARY KEY (epoch, start)) WITHOUT ROWID",
    );
    return this.#router.fetch(request);
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  async #append(request: IRequest): Promise<Response> {
    const epoch = Number(request.params.epoch);
    const offset = Number(new URL(request.url).searchParams.get("offset"));
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (!Number.isSafeInteger(offset) || offset < 0)
      return refuse(400, "bad_offset", "offset is a whole number of bytes");
    if (bytes.length > MAX_CHUNK)
      return refuse(413, "chunk_too_large", `a chunk has at most ${MAX_CHUNK} bytes`);
    const end = this.#end(epoch);
    if (offset > end) return Response.json({ next_offset: end });
    const fresh = bytes.subarray(end - offset);
    if (fresh.length === 0) return Response.json({ next_offset: end });
    if (end + fresh.length > MAX_BYTES)
      return refuse(413, "log_full", `a log has at most ${MAX_BYTES} bytes`);
    this.#sql.exec("INSERT INTO chunks VALUES (?, ?, ?)", epoch, end, fresh.slice().buffer);
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + KEEP_MS);
    return Response.json({ next_offset: end + fresh.length });
  }

  #read(request: IRequest): Response {
    const epoch = Number(request.params.epoch);
    const from = Number(new URL(request.url).searchParams.get("offset") ?? 0);
    const chunks = this.#sql
      .exec<{ start: number; bytes: ArrayBuffer }>(
        "SELECT start, bytes FROM chunks WHERE epoch = ? AND start + length(bytes) > ? ORDER BY start",
        epoch,
        from,
      )
      .toArray();
    const parts = chunks.map((c) => new Uint8Array(c.bytes).subarray(Math.max(0, from - c.start)));
    return new Response(new Blob(parts), { headers: { "content-type": "text/plain; charset=utf-8" } });
  }

  #end(epoch: number): number {
    const row = this.#sql
      .exec<{ at: number | null }>(
        "SELECT max(start + length(bytes)) AS at FROM chunks WHERE epoch = ?",
        epoch,
      )
      .one();
    return row.at ?? 0;
  }
}
