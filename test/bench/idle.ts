/** What the whole factory costs while there is nothing to do. */
import { setTimeout as wait } from "node:timers/promises";
import { cpuSeconds, residentMb } from "./figures.ts";
import { startRig } from "./rig.ts";

const SECONDS = 60;

export async function run(): Promise<void> {
  const rig = await startRig(5);
  try {
    await wait(5_000);
    const parts = {
      "forge, clock and host (this process)": process.pid,
      workerd: rig.workerd,
      runner: rig.factory.runner.pid,
    };
    const before = Object.values(parts).map(cpuSeconds);
    await wait(SECONDS * 1000);
    let sum = 0;
    for (const [i, [name, pid]] of Object.entries(parts).entries()) {
      const share = ((cpuSeconds(pid) - (before[i] ?? 0)) / SECONDS) * 100;
      sum += share;
      console.log(
        `${name.padEnd(40)} ${share.toFixed(2).padStart(6)} % of one core   ${residentMb(pid).toFixed(0).padStart(5)} MB`,
      );
    }
    console.log(
      `${"the whole idle factory".padEnd(40)} ${sum.toFixed(2).padStart(6)} % of one core, over ${SECONDS} s, a tick every 5 s`,
    );
  } finally {
    await rig.close();
  }
}
