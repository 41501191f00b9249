/** A runner counted: its records and contacts on their way to whoever hears them, and the port that tells of them. */
import { CONTRACT_VERSION } from "../../contract/version.ts";
import { BUILD } from "../config/build.ts";
import type { RunnerSettings } from "../config/options.ts";
import { freeMbAt } from "../spawn/resources.ts";
import { type Counts, createCounts } from "./counts.ts";
import { type MetricsServer, serveMetrics } from "./server.ts";

export interface Counted {
  readonly settings: RunnerSettings;
  readonly counts: Counts;
}

export function counted(settings: RunnerSettings, now: () => number): Counted {
  const counts = createCounts();
  return {
    counts,
    settings: {
      ...settings,
      log(record) {
        counts.heard(record);
        settings.log(record);
      },
      onContact() {
        counts.contact(now());
        settings.onContact();
      },
    },
  };
}

/** Null where it is switched off or the port cannot be had; the log says which port, or why. */
export async function openMetrics(
  { settings, counts }: Counted,
  runner: string,
  now: () => number,
): Promise<MetricsServer | null> {
  const { metricsPort: port, stateDir, capacity, log } = settings;
  if (port === 0) return null;
  const facts = () => ({
    build: BUILD,
    contract: CONTRACT_VERSION,
    runner,
    capacity,
    freeBytes: freeMbAt(stateDir) * 1_048_576,
    residentBytes: process.memoryUsage.rss(),
  });
  const served = await serveMetrics(port, counts, now, facts);
  if (served.ok) {
    log({ event: "metrics.listening", level: "info", runner, url: `http://127.0.0.1:${served.value.port}` });
    return served.value;
  }
  const reason = `${served.error}; give this runner a metrics port of its own, or 0 for none`;
  log({ event: "metrics.unavailable", level: "warn", runner, reason });
  return null;
}
