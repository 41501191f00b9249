/** The factory's side of probes: who runs which, what came of it, and what people are shown. Decisions are core's. */
import type { ProbeBoard, ProbeOffer, ProbeReport } from "../../contract/probe.ts";
import { healthNews } from "../../core/factory/evidence.ts";
import { type BoardRunner, probeBoard } from "../../core/factory/probe-board.ts";
import { dueWay } from "../../core/factory/probe-due.ts";
import { probeOver } from "../../core/factory/probe-over.ts";
import { askProbes, PROBE_SECS, type Prober, sendProbe } from "../../core/factory/probing.ts";
import type { Shared } from "../../core/factory/shared.ts";
import { isolationOfProbes } from "../../core/policy/layers.ts";
import { projectsOfRunner } from "../../core/policy/runner-projects.ts";
import { explainBlock, explainHealth } from "../../core/provider/health.ts";
import { PROBE_PROMPT, PROBE_PROMPT_WORD } from "../../core/provider/probe.ts";
import type { Way } from "../../core/routing/route.ts";
import { waysOf } from "../../core/routing/ways.ts";
import type { Door } from "../environment.ts";
import { logLine } from "../log.ts";
import type { SharedState } from "./factory-shared.ts";

const GRACE_SECS = 3;
const OUTPUT_BYTES = 1_000_000;

export class Probes {
  readonly #shared: SharedState;

  constructor(shared: SharedState) {
    this.#shared = shared;
  }

  isDue(by: Prober, name: string, door: Door, now: number): boolean {
    return dueWay(this.#shared.read(), by, waysFor(door, name), door.config, now) !== null;
  }

  /** `name`: as the runner registered itself, by which the configuration may keep it from every project. */
  next(
    by: Prober & { readonly request_key: string; readonly started: boolean },
    name: string,
    door: Door,
    now: number,
  ): ProbeOffer | null {
    const { config } = door;
    const out = this.#shared.change((s) => {
      const sent = sendProbe(s, by, waysFor(door, name), config, now);
      return [sent.out, sent.shared];
    });
    if (out === null) return null;
    const { cli, provider, model } = out.way;
    return {
      probe: out.id,
      cli,
      provider,
      model,
      prompt: PROBE_PROMPT,
      expects: PROBE_PROMPT_WORD,
      limits: {
        wall_secs: PROBE_SECS,
        stall_secs: PROBE_SECS,
        grace_secs: GRACE_SECS,
        output_bytes: OUTPUT_BYTES,
      },
      ...isolationOfProbes(config),
    };
  }

  /** False: the probe is not out with this runner any more. */
  end(id: string, runner: string, report: ProbeReport, { config }: Door, now: number): boolean {
    return this.#shared.change((s) => {
      const over = probeOver(s, id, runner, report, config, now);
      if (over === null) return [false, s];
      const { result, shared } = over;
      logLine({
        event: "probe.ended",
        level: report.result === "failed" ? "warn" : "info",
        runner,
        outcome: report.trouble?.kind ?? report.result,
        reason: report.detail,
        way: result.key,
        seconds: report.usage.seconds,
        usd: result.usd,
        ...(report.model === null ? {} : { answered: report.model }),
      });
      tellHealth(s, shared, now);
      return [true, shared];
    });
  }

  /** Asks these runners for every way to these providers; to all when none is named. */
  ask(providers: readonly string[], runners: readonly BoardRunner[], door: Door, now: number): void {
    this.#shared.change((s) => {
      const wanted = runners.flatMap((runner) =>
        waysFor(door, runner.name)
          .filter((way) => providers.length === 0 || providers.includes(way.provider))
          .filter((way) => runner.clis.includes(way.cli))
          .map((way) => ({ runner: runner.id, way })),
      );
      return [null, askProbes(s, wanted, now)];
    });
  }

  board(runners: readonly BoardRunner[], { config, scenarios }: Door, now: number): ProbeBoard {
    return probeBoard(this.#shared.read(), waysOf(config, scenarios), runners, config, now);
  }
}

/** None for a runner that gets no jobs. */
const waysFor = ({ config, scenarios }: Door, runner: string): readonly Way[] =>
  projectsOfRunner(config, runner).length === 0 ? [] : waysOf(config, scenarios);

/** A way that is not well any more, or well again: once per change, whoever found out. */
export function tellHealth(before: Shared, after: Shared, now: number): void {
  for (const health of healthNews(before.health, after.health)) {
    const ill = health.blocked_until !== null;
    logLine({
      event: ill ? "provider.blocked" : "provider.recovered",
      level: ill ? "warn" : "info",
      way: health.key,
      reason: ill ? explainBlock(health, now) : explainHealth(health),
      ...(health.reason === null ? {} : { outcome: health.reason }),
    });
  }
}
