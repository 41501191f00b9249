/**
 * A factory to make the old mistakes in, and then to throw away: the embedded forge, the Worker in local workerd with a
 * configuration as given, and its cron loop. No runner: an incident brings its own.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startCronLoop } from "../../local/factory/clock.ts";
import { openHome, type Settings } from "../../local/factory/home.ts";
import { type Sample, seedSample } from "../../local/factory/sample.ts";
import { startForge } from "../../local/forge/server.ts";
import { startWorker } from "../../local/host/worker-host.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export interface Throwaway {
  readonly dir: string;
  /** What `--state` takes. */
  readonly state: string;
  readonly settings: Settings;
  readonly forge_url: string;
  readonly worker_url: string;
  /** Account → token, the owner's among them. */
  readonly tokens: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface Wanted {
  readonly sample: Sample;
  /** The orchestrator's TOML once the forge's address is known. */
  readonly toml: (forge_url: string) => string;
  readonly build: string;
  readonly onLog: (line: string) => void;
}

export async function throwaway({ sample, toml, build, onLog }: Wanted): Promise<Throwaway> {
  const dir = mkdtempSync(join(tmpdir(), "adf-incident-"));
  const stops: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })];
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const state = join(dir, "state");
    const home = await openHome(state, "embedded", false, { forge: 0, worker: 0 });
    if (!home.ok) throw new Error(home.error.why);
    stops.push(() => home.value.release());
    const { settings } = home.value;
    const forge = await startForge({
      dir: join(home.value.dir, "forge"),
      port: await home.value.port("forge"),
    });
    stops.push(() => forge.close());
    const { tokens } = await seedSample(forge, sample);
    const { owner: _, ...bots } = tokens;
    const worker = await startWorker({
      root: ROOT,
      dir: join(home.value.dir, "worker"),
      port: await home.value.port("worker"),
      bindings: {
        ADF_CONFIG: toml(forge.url),
        ADF_BUILD: build,
        WEBHOOK_SECRET: settings.webhook_secret,
        MARKER_SECRET: settings.marker_secret,
        ADMIN_TOKEN: settings.admin_token,
        FORGE_TOKENS: JSON.stringify(bots),
      },
      onLog,
    });
    stops.push(() => worker.close());
    const cron = startCronLoop(worker, 1, () => {});
    stops.push(() => cron.stop());
    return { dir, state, settings, forge_url: forge.url, worker_url: worker.url, tokens, close };
  } catch (error) {
    await close();
    throw error;
  }
}
