/**
 * A Cloudflare account on loopback, as far as wrangler uses one for this Worker: it keeps what is uploaded, with the shapes, error
 * codes and limits of the real API, and records every call. The uploaded bundle can be taken out and run.
 */

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

export interface Version {
  readonly id: string;
  readonly created_on: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Module name → text. */
  readonly modules: ReadonlyMap<string, string>;
  readonly main: string;
  readonly bindings: readonly {
    readonly name: string;
    readonly type: string;
    readonly text?: string;
    readonly class_name?: string;
    readonly queue_name?: string;
  }[];
  readonly migration: string | null;
}

export interface Account {
  readonly api: string;
  readonly id: string;
  /** `METHOD /path` below the account. */
  readonly calls: string[];
  readonly queues: string[];
  readonly versions: Version[];
  /** Version ids as they went live, the oldest first. */
  readonly live: string[];
  crons: readonly string[];
  /** Where the Worker answers, as the account says it. */
  subdomain: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status?: number;
  readonly result?: unknown;
  readonly error?: readonly [code: number, message: string];
}
/** The real limit for a compressed Worker on the free plan. */
const MOST_BYTES = 3 * 1024 * 1024;
const MOST_SECRET = 5 * 1024;
const SCRIPT = "ai-dark-factory";

export async function cloudflareAccount(): Promise<Account> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const url = new URL(request.url ?? "/", "http://account");
      const path = url.pathname.replace(`/accounts/${account.id}`, "");
      account.calls.push(`${request.method} ${path}`);
      const body = Buffer.concat(chunks);
      const form = async () =>
        new Response(body, { headers: { "content-type": request.headers["content-type"] ?? "" } }).formData();
      const answer = await handle(account, request.method ?? "", path, url.searchParams, form, () =>
        body.length === 0 ? null : JSON.parse(body.toString("utf8")),
      ).catch((error: unknown): Answer => ({ status: 500, error: [10000, String(error)] }));
      const failed = answer.error !== undefined;
      response.writeHead(answer.status ?? (failed ? 400 : 200), { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          success: !failed,
          errors: failed ? [{ code: answer.error?.[0], message: answer.error?.[1] }] : [],
          messages: [],
          result: failed ? null : (answer.result ?? null),
          result_info: { page: 1, per_page: 100, total_pages: 1, count: 0, total_count: 0 },
        }),
      );
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const account: Account = {
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    id: "0123456789abcdef0123456789abcdef",
    calls: [],
    queues: [],
    versions: [],
    live: [],
    crons: [],
    subdomain: "example",
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
  return account;
}

const NOT_FOUND: Answer = { status: 404, error: [10007, "This Worker does not exist on your account."] };

async function handle(
  a: Account,
  method: string,
  path: string,
  query: URLSearchParams,
  form: () => Promise<FormData>,
  json: () => unknown,
): Promise<Answer> {
  const newest = a.versions.find((one) => one.id === a.live.at(-1));
  const at = `${method} ${path}`;
  if (path === "/queues" && method === "GET") {
    const wanted = query.getAll("name");
    const shown = a.queues.filter((name) => wanted.length === 0 || wanted.includes(name));
    return { result: shown.map((name) => queueView(a, name)) };
  }
  if (path === "/queues" && method === "POST") {
    const { queue_name } = json() as { queue_name: string };
    if (a.queues.includes(queue_name))
      return { status: 409, error: [11009, `Queue name '${queue_name}' is already taken.`] };
    a.queues.push(queue_name);
    return { result: queueView(a, queue_name) };
  }
  if (/^\/queues\/[^/]+\/consumers/.test(path)) return { result: { consumer_id: randomUUID() } };
  if (at === `GET /workers/services/${SCRIPT}`) {
    if (newest === undefined) return { status: 404, error: [10090, "This service does not exist."] };
    const script = {
      id: SCRIPT,
      tag: "t".repeat(32),
      tags: [],
      last_deployed_from: "wrangler",
      migration_tag: newest.migration,
    };
    return { result: { id: SCRIPT, default_environment: { environment: "production", script } } };
  }
  if (at === "GET /workers/scripts")
    return { result: newest === undefined ? [] : [{ id: SCRIPT, migration_tag: newest.migration }] };
  if (at === `PUT /workers/scripts/${SCRIPT}` || at === `POST /workers/scripts/${SCRIPT}/versions`)
    return upload(a, await form(), method === "PUT");
  if (at === `GET /workers/scripts/${SCRIPT}/deployments`) {
    if (newest === undefined) return NOT_FOUND;
    const list = a.live.map((id, i) => ({
      id: `d${i}`,
      source: "wrangler",
      strategy: "percentage",
      author_email: "ada@example.com",
      annotations: {},
      created_on: new Date(1_790_000_000_000 + i * 1000).toISOString(),
      versions: [{ version_id: id, percentage: 100 }],
    }));
    return { result: { deployments: list.reverse().slice(0, 10) } };
  }
  if (at === `POST /workers/scripts/${SCRIPT}/deployments`) {
    const { versions } = json() as { versions: { version_id: string }[] };
    const target = a.versions.find((one) => one.id === versions[0]?.version_id);
    if (target === undefined) return { status: 404, error: [10009, "Version not found."] };
    if (target.migration !== newest?.migration)
      return {
        error: [10211, "Cannot deploy a version that was uploaded before a Durable Object migration."],
      };
    a.live.push(target.id);
    return { result: { id: `d${a.live.length - 1}` } };
  }
  const one = new RegExp(`^/workers/scripts/${SCRIPT}/versions(?:/([^/]+))?$`).exec(path);
  if (one !== null && method === "GET") {
    const view = a.versions.map(versionView);
    if (one[1] === undefined) return { result: { items: view.reverse().slice(0, 10) } };
    const found = view.find((v) => v.id === one[1]);
    return found === undefined ? NOT_FOUND : { result: found };
  }
  if (at === `GET /workers/scripts/${SCRIPT}/secrets`)
    return {
      result: (newest?.bindings ?? [])
        .filter((b) => b.type === "secret_text")
        .map(({ name, type }) => ({ name, type })),
    };
  if (at === `PUT /workers/scripts/${SCRIPT}/schedules`) {
    a.crons = (json() as { cron: string }[]).map((c) => c.cron);
    return { result: { schedules: a.crons.map((cron) => ({ cron })) } };
  }
  if (path === "/workers/subdomain") return { result: { subdomain: a.subdomain } };
  if (at === `GET /workers/workers/${SCRIPT}`)
    return { result: { id: SCRIPT, name: SCRIPT, subdomain: { enabled: true, previews_enabled: false } } };
  if (path === `/workers/scripts/${SCRIPT}/script-settings`) return { result: {} };
  if (path === `/workers/scripts/${SCRIPT}/subdomain`)
    return { result: { enabled: true, previews_enabled: false } };
  if (path.startsWith("/memberships") || path.startsWith("/accounts"))
    return { result: [{ id: a.id, name: "stand-in", account: { id: a.id } }] };
  if (path === "/user") return { result: { id: "u", email: "ada@example.com" } };
  return { status: 404, error: [7003, `the stand-in has no ${at}`] };
}

const queueView = (_: Account, name: string) => ({
  queue_id: `id-${name}`,
  queue_name: name,
  created_on: "2026-11-01T00:00:00Z",
  modified_on: "2026-11-01T00:00:00Z",
  producers: [],
  producers_total_count: 0,
  consumers: [],
  consumers_total_count: 0,
  settings: { delivery_delay: 0, message_retention_period: 345600 },
});

const versionView = (version: Version, i: number) => ({
  id: version.id,
  number: i + 1,
  annotations: version.annotations,
  metadata: {
    created_on: version.created_on,
    modified_on: version.created_on,
    source: "wrangler",
    author_email: "ada@example.com",
  },
  resources: {
    bindings: version.bindings.map(({ name, type }) => ({ name, type })),
    script: { etag: "e", handlers: ["fetch"] },
    script_runtime: {},
  },
});

interface Metadata {
  readonly main_module: string;
  readonly bindings: Version["bindings"];
  readonly annotations?: Record<string, string | undefined>;
  readonly keep_bindings?: readonly string[];
  readonly migrations?: { readonly old_tag?: string; readonly new_tag?: string };
}

async function upload(a: Account, form: FormData, deploys: boolean): Promise<Answer> {
  const metadata = JSON.parse(String(form.get("metadata"))) as Metadata;
  const before = a.versions.at(-1);
  const modules = new Map<string, string>();
  for (const [name, part] of form)
    if (name !== "metadata" && part instanceof File) modules.set(name, await part.text());
  // The limit is on what is run, as it is packed; a source map is no part of that.
  const code = [...modules].flatMap(([name, text]) => (name.endsWith(".map") ? [] : [text]));
  if (gzipSync(code.join("")).length > MOST_BYTES)
    return { status: 413, error: [10027, "Your Worker exceeded the size limit of 3 MiB."] };
  const long = metadata.bindings.find((b) => (b.text ?? "").length > MOST_SECRET);
  if (long !== undefined) return { error: [10054, `The value of ${long.name} is longer than 5.0 kB.`] };
  const { old_tag, new_tag } = metadata.migrations ?? {};
  if (new_tag !== undefined && (old_tag ?? null) !== (before?.migration ?? null))
    return { status: 412, error: [10079, "The old_tag of the migrations does not match the Worker's."] };
  const kept = (before?.bindings ?? []).filter(
    (b) => metadata.keep_bindings?.includes(b.type) && !metadata.bindings.some((n) => n.name === b.name),
  );
  const version: Version = {
    id: randomUUID(),
    created_on: new Date(1_790_000_000_000 + a.versions.length * 1000).toISOString(),
    annotations: Object.fromEntries(
      Object.entries(metadata.annotations ?? {}).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
    ),
    modules,
    main: metadata.main_module,
    bindings: [...metadata.bindings, ...kept],
    migration: new_tag ?? before?.migration ?? null,
  };
  a.versions.push(version);
  if (deploys) a.live.push(version.id);
  return {
    result: {
      id: deploys ? SCRIPT : version.id,
      tag: "t".repeat(32),
      etag: "e",
      deployment_id: version.id,
      startup_time_ms: 12,
      entry_point: version.main,
      pipeline_hash: "p",
      mutable_pipeline_id: "m",
      resources: { script: { etag: "e" }, script_runtime: {}, bindings: [] },
    },
  };
}
