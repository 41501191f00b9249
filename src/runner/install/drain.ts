/**
 * `drain --config FILE`: asks the running runner to end (one SIGTERM: no more jobs, those it has go on up to
 * `drainSecs`) and waits until it has. The service's ExecStop, so that stopping the service reaches the agents last.
 */
import { sleep } from "../clock/sleep.ts";
import { EXIT_CODES } from "../exit-reason.ts";
import { holderOf } from "../state/lock.ts";
import { isAlive } from "../state/process.ts";
import { readConfig } from "./run.ts";

export async function drainInstalled(config: string): Promise<number> {
  const options = readConfig(config);
  if (!options.ok) {
    process.stderr.write(`${options.error}\n`);
    return EXIT_CODES.bad_config;
  }
  const holder = holderOf(options.value.stateDir);
  if (holder === null) return 0;
  process.kill(holder.pid, "SIGTERM");
  const deadline = performance.now() + options.value.endSecs * 1000;
  while (isAlive(holder)) {
    if (performance.now() > deadline) {
      process.stderr.write(
        `The runner (pid ${holder.pid}) has not ended within ${options.value.endSecs} s.\n`,
      );
      return 1;
    }
    await sleep(100);
  }
  return 0;
}
