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

/** Runners of one machine that come with the same port: each takes the next one that is free. */
const NEIGHBOURS = 10;

/** Null where it is switched off or no port can be had; the log says which port, or why. */
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
  const last = Math.min(port + NEIGHBOURS - 1, 65_535);
  let why = "";
  for (let at = port; at <= last; at += 1) {
    const served = await serveMetrics(at, counts, now, facts);
    if (served.ok) {
      const other = at === port ? {} : { reason: `${port} is taken, so this runner has the next free port` };
      log({ event: "metrics.listening", level: "info", runner, url: `http://127.0.0.1:${at}`, ...other });
      return served.value;
    }
    why = served.error;
  }
  const reason = `no port from ${port} to ${last} can be had (${why}); give this runner a metrics_port of its own, or 0 for none`;
  log({ event: "metrics.unavailable", level: "warn", runner, reason });
  return null;
}
