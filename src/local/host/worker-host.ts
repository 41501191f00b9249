/**
 * The Worker in local workerd, from the same wrangler.toml that deploys it: bindings, queues and crons are read from
 * there and nowhere else. State is on disk; the crons fire from a clock of this process, as workerd has none.
 */
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { parse } from "smol-toml";
import * as z from "zod";
import type { ProcessIdentity } from "../../runner/state/process.ts";
import { bundleWorker } from "./bundle.ts";
import { childrenNamed } from "./children.ts";
import { PortTaken, whoListens } from "./port.ts";

const Wrangler = z.object({
  main: z.string(),
  compatibility_date: z.string(),
  triggers: z.object({ crons: z.array(z.string()) }),
  durable_objects: z.object({ bindings: z.array(z.object({ name: z.string(), class_name: z.string() })) }),
  queues: z.object({
    producers: z.array(z.object({ binding: z.string(), queue: z.string() })),
    consumers: z.array(
      z.object({
        queue: z.string(),
        max_batch_size: z.number(),
        max_batch_timeout: z.number(),
        max_retries: z.number().default(3),
        dead_letter_queue: z.string().optional(),
      }),
    ),
  }),
});

export interface WorkerHostOptions {
  /** The repository's root: where wrangler.toml is. */
  readonly root: string;
  /** Objects' databases and the bundle live below it. */
  readonly dir: string;
  readonly port: number;
  /** Variables and secrets, as a deployment has them. */
  readonly bindings: Readonly<Record<string, string>>;
  /** Each line of structured log the Worker prints. */
  readonly onLog: (line: string) => void;
  /** Told of workerd itself, so that a later start can tell whether it was left behind. */
  readonly onChild?: (child: ProcessIdentity) => void;
  /** Told when workerd had died and runs again: state is on disk, so nothing but time was lost. */
  readonly onRestart?: () => void;
}

export interface WorkerHost {
  readonly url: string;
  readonly crons: readonly string[];
  fire(cron: string): Promise<void>;
  close(): Promise<void>;
}

export async function startWorker(options: WorkerHostOptions): Promise<WorkerHost> {
  const config = Wrangler.parse(parse(await readFile(join(options.root, "wrangler.toml"), "utf8")));
  await mkdir(options.dir, { recursive: true });
  const script = join(options.dir, "worker.js");
  await bundleWorker(join(options.root, config.main), script);
  const objects = config.durable_objects.bindings.map((b) => [
    b.name,
    { className: b.class_name, useSQLite: true },
  ]);
  const known = new Set(childrenNamed("workerd").map((c) => c.pid));
  const tellChildren = () => {
    for (const child of childrenNamed("workerd")) {
      if (known.has(child.pid)) continue;
      known.add(child.pid);
      options.onChild?.(child);
    }
  };
  const miniflare = withoutItsSignals(
    () =>
      new Miniflare({
        ...convertV4MiniflareOptions({
          name: "adf",
          modules: [{ type: "ESModule", path: script }],
          modulesRoot: options.dir,
          compatibilityDate: config.compatibility_date,
          host: "127.0.0.1",
          port: options.port,
          cf: false,
          log: new Log(LogLevel.ERROR),
          handleStructuredLogs: ({ message }: { message: string }) => options.onLog(message),
          bindings: { ...options.bindings },
          durableObjects: Object.fromEntries(objects),
          queueProducers: Object.fromEntries(
            config.queues.producers.map((p) => [p.binding, { queueName: p.queue }]),
          ),
          queueConsumers: Object.fromEntries(
            config.queues.consumers.map((c) => [
              c.queue,
              {
                maxBatchSize: c.max_batch_size,
                maxBatchTimeout: c.max_batch_timeout,
                maxRetries: c.max_retries,
                ...(c.dead_letter_queue === undefined ? {} : { deadLetterQueue: c.dead_letter_queue }),
              },
            ]),
          ),
        }),
        resourcePersistencePath: join(options.dir, "state"),
        unsafeHandleRuntimeRestart: () => {
          tellChildren();
          options.onRestart?.();
        },
      }),
  );
  const ready = miniflare.ready.catch(async (cause: unknown) => {
    await miniflare.dispose().catch(() => {});
    const who = whoListens(options.port);
    throw who === null ? cause : new PortTaken(options.port, who, { cause });
  });
  const url = (await ready).href.replace(/\/$/, "");
  tellChildren();
  return {
    url,
    crons: config.triggers.crons,
    fire: async (cron) => {
      const worker = await miniflare.getWorker();
      await worker.scheduled({ cron, scheduledTime: new Date() });
    },
    close: () => miniflare.dispose(),
  };
}

/**
 * Miniflare ends the whole process at the first signal, with 130 or 143 and nothing stopped in order. Signals are the
 * host's to hear; Miniflare keeps its own hook for the end of the process, which takes workerd along.
 */
function withoutItsSignals<T>(make: () => T): T {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const before = signals.map((signal) => new Set(process.listeners(signal)));
  const made = make();
  signals.forEach((signal, i) => {
    for (const listener of process.listeners(signal))
      if (!before[i]?.has(listener)) process.off(signal, listener);
  });
  return made;
}
