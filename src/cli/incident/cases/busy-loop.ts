/** 2: a Worker that refuses at once, and how seldom a runner asks it again: its requests and its processor time are counted. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeIdentity } from "../../../runner/config/identity.ts";
import { between } from "../between.ts";
import { excerpt, type Incident } from "../incident.ts";
import { type } from "../typed.ts";

/** Long enough for thousands of turns of anything that spins. */
const WINDOW_MS = 3_000;
const MOST_ASKED = 12;
const MOST_CPU_SECS = 1.5;

export const BUSY_LOOP: Incident = {
  number: 2,
  symptom: "One core at 100 %, and nothing was done.",
  cause:
    "A loop in which every branch was ready at once: each answer led to the next question without a pause.",
  why: "Polls, reconnects, retries and alarms each have a floor below which they cannot fall, and everything that calls one remote shares one gate that stays shut ever longer. The log says it once for each change, with the reason.",
  boots: false,
  async run() {
    const state = mkdtempSync(join(tmpdir(), "adf-incident-"));
    // A Worker that refuses the moment it is asked: the fastest answer there is.
    const worker = await between(() => "http://127.0.0.1:9");
    worker.instead = () => 503;
    try {
      await writeIdentity(state, { url: worker.url, runner: "r-hurried", credential: "c".repeat(43) });
      let cpu: number | null = null;
      let asked = 0;
      const said = await type(["runner", "run", "--worker", worker.url, "--runner-state", state], {
        onStart(child) {
          const began = setInterval(() => {
            if (worker.seen.length === 0) return;
            clearInterval(began);
            const [from, spent] = [worker.seen.length, cpuSecs(child.pid)];
            setTimeout(() => {
              asked = worker.seen.length - from;
              const now = cpuSecs(child.pid);
              cpu = now === null || spent === null ? null : now - spent;
              child.kill("SIGTERM");
              setTimeout(() => child.kill("SIGKILL"), 10_000).unref();
            }, WINDOW_MS);
          }, 20);
        },
      });
      const used = cpu === null ? "" : `, with ${(cpu as number).toFixed(2)} s of processor`;
      const event = "runner.worker_unreachable";
      const told = said.text.split(event).length - 1;
      return [
        {
          did: `adf runner run, and a Worker that answers 503 the moment it is asked, for ${WINDOW_MS / 1000} s`,
          saw: `${asked} requests${used}; the log says it ${told === 1 ? "once" : `${told} times`}:\n${excerpt(said.text, event)}`,
          caught: worker.seen.length > 0 && asked <= MOST_ASKED && (cpu ?? 0) <= MOST_CPU_SECS && told === 1,
          wanted: `at most ${MOST_ASKED} requests and ${MOST_CPU_SECS} s of processor, and ${event} once`,
        },
      ];
    } finally {
      await worker.close();
      rmSync(state, { recursive: true, force: true });
    }
  },
};

/** User and system time in ticks, of which Linux has 100 a second; null where there is no /proc. */
function cpuSecs(pid: number | undefined): number | null {
  try {
    const after = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(after[11]) + Number(after[12])) / 100;
  } catch {
    return null;
  }
}
