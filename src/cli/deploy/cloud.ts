/** Cloudflare through wrangler: queues, upload, deployments, rollback. Wrangler's own words are shown where it fails. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { parse } from "smol-toml";
import * as z from "zod";
import { type Annotation, annotate, readAnnotation } from "../../core/deploy/annotation.ts";
import type { Upload } from "../../core/deploy/rollback.ts";
import { EXIT } from "../exit-codes.ts";
import { type Command, type Ran, type Run, wrangler } from "./command.ts";
import { ROOT } from "./identity.ts";
import { Stop } from "./step.ts";

const Queue = z.object({ queue: z.string(), dead_letter_queue: z.string().optional() });
const Bindings = z.object({
  queues: z.object({ producers: z.array(Queue), consumers: z.array(Queue) }),
  migrations: z.array(z.object({ tag: z.string() })).min(1),
});

/** Of wrangler.toml, which names them and nothing else does. */
export function readBindings(): { readonly queues: readonly string[]; readonly migration: string } {
  const { queues, migrations } = Bindings.parse(parse(readFileSync(join(ROOT, "wrangler.toml"), "utf8")));
  const all = [...queues.producers, ...queues.consumers].flatMap((one) => [
    one.queue,
    one.dead_letter_queue ?? one.queue,
  ]);
  return { queues: [...new Set(all)], migration: migrations.at(-1)?.tag ?? "" };
}

export const LIST_QUEUES = wrangler(["queues", "list"]);
export const createQueue = (name: string): Command => wrangler(["queues", "create", name]);

export async function ensureQueues(run: Run, names: readonly string[]): Promise<string> {
  const list = await mustRun(run, LIST_QUEUES);
  const there = new Set(list.out.split(/[^\w-]+/));
  const missing = names.filter((name) => !there.has(name));
  for (const name of missing) {
    const made = await run(createQueue(name));
    // Of another page of the list, or made by somebody at this moment.
    if (made.code !== 0 && !/already (?:taken|exists)|11009/.test(made.out))
      throw stop(createQueue(name), made);
  }
  return missing.length === 0 ? `${names.join(", ")} are there` : `made ${missing.join(", ")}`;
}

export const deployArgs = (said: Annotation, secrets: string | null): readonly string[] => [
  "deploy",
  "--minify",
  "--tag",
  said.build,
  "--message",
  annotate(said),
  ...(secrets === null ? [] : ["--secrets-file", secrets]),
];

const Deployed = z.object({
  type: z.literal("deploy"),
  version_id: z.string().nullish(),
  targets: z.array(z.string()).nullish(),
});

export interface Uploaded {
  readonly version_id: string | null;
  /** Addresses that wrangler printed, without a slash at the end. */
  readonly urls: readonly string[];
}

export async function upload(
  run: Run,
  said: Annotation,
  config: string,
  secrets: string | null,
): Promise<Uploaded> {
  const folder = mkdtempSync(join(tmpdir(), "adf-deploy-"));
  const output = join(folder, "wrangler.ndjson");
  try {
    await mustRun(
      run,
      wrangler(deployArgs(said, secrets), { ADF_CONFIG_FILE: config, WRANGLER_OUTPUT_FILE_PATH: output }),
    );
    const lines = existsSync(output) ? readFileSync(output, "utf8").split("\n") : [];
    const entry = lines
      .filter((line) => line !== "")
      .map((line) => Deployed.safeParse(JSON.parse(line)))
      .find((one) => one.success)?.data;
    const urls = (entry?.targets ?? []).filter(
      (one) => one.startsWith("https://") || one.startsWith("http://"),
    );
    return { version_id: entry?.version_id ?? null, urls: urls.map((one) => one.replace(/\/+$/, "")) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const LIST_DEPLOYMENTS = wrangler(["deployments", "list", "--json"]);
export const LIST_VERSIONS = wrangler(["versions", "list", "--json"]);
export const rollbackTo = (version: string): Command =>
  wrangler(["rollback", version, "--yes", "--message", "adf deploy --rollback"]);

const Deployments = z.array(
  z.object({
    created_on: z.string(),
    versions: z.array(z.object({ version_id: z.string(), percentage: z.number() })),
  }),
);
const Versions = z.array(
  z.object({ id: z.string(), annotations: z.record(z.string(), z.string()).nullish() }),
);

/** What went live, the newest first; an upload that went live twice stands where it was last. */
export async function listUploads(run: Run): Promise<readonly Upload[]> {
  const deployments = await json(run, LIST_DEPLOYMENTS, Deployments);
  const versions = await json(run, LIST_VERSIONS, Versions);
  const message = new Map(versions.map((one) => [one.id, one.annotations?.["workers/message"]]));
  const live = [...deployments]
    .sort((a, b) => b.created_on.localeCompare(a.created_on))
    .flatMap((one) => one.versions.find((v) => v.percentage === 100)?.version_id ?? []);
  return [...new Set(live)].map((id) => ({ version_id: id, said: readAnnotation(message.get(id)) }));
}

async function json<T>(run: Run, command: Command, schema: z.ZodType<T>): Promise<T> {
  const { out } = await mustRun(run, command);
  // A warning may stand before it.
  const begin = out.search(/^[[{]/m);
  try {
    return schema.parse(JSON.parse(out.slice(begin)));
  } catch {
    throw new Stop(
      EXIT.refused,
      `"${command.argv.join(" ")}" printed something else than its list`,
      command.argv.join(" "),
    );
  }
}

export async function mustRun(run: Run, command: Command): Promise<Ran> {
  const ran = await run(command);
  if (ran.code !== 0) throw stop(command, ran);
  return ran;
}

const LAST_LINES = 25;

export function stop(command: Command, { code, out }: Ran): Stop {
  const said = stripVTControlCharacters(out).trim().split("\n").slice(-LAST_LINES).join("\n");
  const signed_out = /not authenticated|wrangler login|CLOUDFLARE_API_TOKEN|Authentication error/i.test(out);
  const away = /fetch failed|connectivity issue|ENOTFOUND|ECONNREFUSED/.test(out);
  return new Stop(
    away ? EXIT.unreachable : EXIT.refused,
    `"${command.argv.join(" ")}" ended with status ${code}:\n${said}`,
    signed_out
      ? "npx wrangler login   (or export CLOUDFLARE_API_TOKEN), then the same command again"
      : "mend what it says, then the same command again: what is done already is not done twice",
  );
}
