/** From a signed webhook with a mention to the lease, and to the agent's process, beside what polling alone gives. */
import { readFileSync } from "node:fs";
import { deliver } from "./delivery.ts";
import { cpuSeconds, percentile, row } from "./figures.ts";
import { type Rig, startRig, until } from "./rig.ts";

const ROUNDS = 60;
const REQUESTS = 300;

export async function run(): Promise<void> {
  const rig = await startRig(ROUNDS);
  try {
    const { lease, start, cold } = await rounds(rig);
    console.log(row("webhook sent → lease granted", lease));
    console.log(`${"webhook sent → agent process started, cold mirror".padEnd(58)} ${cold.toFixed(1)} ms`);
    console.log(row("webhook sent → agent process started, warm mirror", start));
    const median = percentile(start, 50);
    for (const secs of [2, 30, 120]) {
      // A poll of that period finds the mention half a period later on average; the rest of the way is the same.
      const p50 = (secs * 1000) / 2 + median;
      const p99 = secs * 1000 * 0.99 + median;
      console.log(
        `${`the same by polling every ${secs} s (computed)`.padEnd(58)} p50 ${p50.toFixed(1).padStart(8)} ms   p99 ${p99.toFixed(1).padStart(8)} ms   ${(p50 / median).toFixed(0)} times as long`,
      );
    }
    await processorTime(rig);
  } finally {
    await rig.close();
  }
}

async function rounds(rig: Rig): Promise<{ lease: number[]; start: number[]; cold: number }> {
  const lease: number[] = [];
  const start: number[] = [];
  let cold = 0;
  let leased: (() => void) | null = null;
  let parked: (() => void) | null = null;
  rig.onLog = (line) => {
    if (line.includes('"job.leased"')) leased?.();
    if (line.includes('"item.parked"')) parked?.();
  };
  for (const [i, issue] of rig.issues.entries()) {
    const is_leased = new Promise<number>((resolve) => {
      leased = () => resolve(performance.now());
    });
    const is_over = new Promise<void>((resolve) => {
      parked = resolve;
    });
    const began = performance.now();
    const began_epoch = performance.timeOrigin + began;
    await deliver(rig, issue, "@adf:developer please look");
    const leased_at = await is_leased;
    await is_over;
    const started = readFileSync(rig.started_file, "utf8").trim().split("\n").at(-1) ?? "0";
    const ms = Number(BigInt(started) / 1000n) / 1000 - began_epoch;
    if (i === 0) cold = ms;
    else {
      lease.push(leased_at - began);
      start.push(ms);
    }
    await until(async () => (await rig.factory.state()).projects[0]?.effects.pending === 0);
  }
  return { lease, start, cold };
}

async function processorTime(rig: Rig): Promise<void> {
  const [first] = rig.issues;
  if (first === undefined || rig.workerd === 0)
    return console.log("workerd's processor time: not readable here");
  const measure = async (name: string, times: number, one: (i: number) => Promise<unknown>) => {
    const before = cpuSeconds(rig.workerd);
    for (let i = 0; i < times; i++) await one(i);
    const ms = ((cpuSeconds(rig.workerd) - before) * 1000) / times;
    console.log(`${name.padEnd(58)} ${ms.toFixed(2)} ms of workerd's processor time each, n ${times}`);
  };
  await measure("a webhook without a mention", REQUESTS, (i) => deliver(rig, first, `note ${i}`));
  await measure("a tick with its reads of the forge", REQUESTS / 3, () =>
    rig.factory.worker.fire("* * * * *"),
  );
}
