/** The cron loop of the local host: fires the tick at the local cadence and the other crons when they are due. */
import { nextFiring } from "../../core/scheduling/firing.ts";
import type { WorkerHost } from "../host/worker-host.ts";

const TICK = "* * * * *";

export interface CronLoop {
  stop(): Promise<void>;
}

export function startCronLoop(
  host: WorkerHost,
  cadence_secs: number,
  onError: (error: unknown) => void,
): CronLoop {
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const due = new Map<string, number>();
  for (const cron of host.crons)
    if (cron !== TICK) due.set(cron, nextFiring(cron, "UTC", Date.now()) ?? Infinity);
  const pass = async () => {
    const now = Date.now();
    await host.fire(TICK);
    for (const [cron, at] of due) {
      if (at > now) continue;
      due.set(cron, nextFiring(cron, "UTC", now) ?? Infinity);
      await host.fire(cron);
    }
  };
  // A tick that takes long delays the next; two never run at once.
  const fire = () => {
    running = running.then(() => (stopped ? undefined : pass())).catch(onError);
  };
  fire();
  const timer = setInterval(fire, cadence_secs * 1000);
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
