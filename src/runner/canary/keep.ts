/**
 * Keeps the proofs of a runner's CLIs: at its start, when one of them changes, and once a day. A CLI whose guard did not answer
 * takes no jobs until it does; one that has not been tried yet waits for that.
 */
import type { Unproven } from "../../contract/canary.ts";
import type { Found } from "../../contract/machine.ts";
import { adapterOf } from "../agents/registry.ts";
import { sleep } from "../clock/sleep.ts";
import { type CanaryParts, tryCanary } from "./canary.ts";
import { canaryKey, readProven, writeProven } from "./record.ts";

const HOUR_MS = 3_600_000;
/** A proof of a runner before this one is as good for this long, so that a restart does not hold work up. */
const START_MS = HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
/** Whether a program was exchanged is looked up this often. */
const LOOK_MS = 30_000;
/** One that failed is tried again although nothing changed: a busy machine may have been too slow. */
const AGAIN_MS = 600_000;

export interface Canaries {
  /** Whether the CLI may take a job: proven, or without a hook that could be. */
  mayWork(id: string): boolean;
  /** Those that take no jobs because their guard did not answer, with why and what to do. */
  unproven(): readonly Unproven[];
  /** Each has been tried once, or was proven before. */
  readonly tried: Promise<void>;
  readonly done: Promise<void>;
}

/** Why nothing can be taken although there are agent CLIs; null when one may work, or none has failed yet. */
export function whyNoneWorks(
  present: readonly string[],
  canaries: Pick<Canaries, "mayWork" | "unproven">,
): Found | null {
  const failed = canaries.unproven().filter(({ id }) => present.includes(id));
  const [first] = failed;
  if (first === undefined || present.some(canaries.mayWork)) return null;
  const [what = "", fix = "see docs/guard.md"] = first.why.split(". Fix: ");
  return { fact: `no agent CLI here may work, their guard did not answer; ${first.id}: ${what}`, fix };
}

interface State {
  readonly key: string;
  readonly at: number;
  readonly why: string | null;
}

/** `changed`: what may be asked for is another than before. */
export function keepCanaries(parts: CanaryParts, changed: () => void, signal: AbortSignal): Canaries {
  const { settings, sandbox } = parts;
  const { stateDir, log } = settings;
  const hooked = Object.entries(settings.agents).filter(([, command]) => adapterOf(command).hooked);
  const proven = readProven(stateDir);
  const states = new Map<string, State>();
  for (const [id, command] of hooked) {
    const known = proven[id];
    const key = canaryKey(command, sandbox.missing === null);
    if (known !== undefined && known.key === key && Date.now() - known.at < START_MS)
      states.set(id, { ...known, why: null });
  }

  async function look(): Promise<void> {
    for (const [id, command] of hooked) {
      const key = canaryKey(command, sandbox.missing === null);
      const before = states.get(id);
      // One that is not there is not offered either.
      if (key === null || signal.aborted || isCurrent(before, key)) continue;
      // A changed program works no more on the old one's proof.
      if (before !== undefined && before.key !== key) states.delete(id);
      const began = Date.now();
      const said = await tryCanary(id, command, parts, signal);
      if (signal.aborted) return;
      const { title, install } = adapterOf(command);
      const fix = `Fix: npm run -s adf -- doctor names its version; ${install}, or the version that worked before. It is tried again every 10 minutes, and when its program changes`;
      const why = said === null ? null : `${said}. ${fix}`;
      states.set(id, { key, at: Date.now(), why });
      if (why === null) proven[id] = { key, at: Date.now() };
      else delete proven[id];
      writeProven(stateDir, proven);
      if (before === undefined || before.why !== why || why !== null)
        log(
          why === null
            ? { event: "canary.passed", level: "info", cli: id, secs: (Date.now() - began) / 1000 }
            : { event: "canary.failed", level: "error", cli: id, reason: `${title}: ${why}` },
        );
      changed();
    }
  }

  const tried = look();
  async function keep(): Promise<void> {
    await tried;
    while (!signal.aborted) {
      await sleep(LOOK_MS, signal);
      await look();
    }
  }

  return {
    mayWork(id) {
      const [, command] = hooked.find(([one]) => one === id) ?? [];
      if (command === undefined) return true;
      const state = states.get(id);
      // Looked up each time: a program that was exchanged a moment ago is another one.
      return state?.why === null && state.key === canaryKey(command, sandbox.missing === null);
    },
    unproven: () =>
      [...states].flatMap(([id, { why }]) => (why === null ? [] : [{ id, why: why.slice(0, 900) }])),
    tried,
    done: hooked.length === 0 ? Promise.resolve() : keep(),
  };
}

const isCurrent = (state: State | undefined, key: string): boolean =>
  state !== undefined &&
  state.key === key &&
  Date.now() - state.at < (state.why === null ? DAY_MS : AGAIN_MS);
