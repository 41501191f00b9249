/** Agents that behave badly. Each but the first attempt behaves well, so that the factory can go on. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { note } from "./note.mjs";

const forever = () => new Promise(() => setInterval(() => {}, 1 << 30));

const PLAYS = {
  "exits-3": () => {
    process.stderr.write("out of coffee\n");
    process.exit(3);
  },
  async "never-speaks"() {
    await forever();
  },
  async "ignores-sigterm"() {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => {});
    await forever();
  },
  async "prints-50-mb"() {
    const chunk = "x".repeat(1 << 20);
    for (let i = 0; i < 50; i++) await new Promise((resolve) => process.stdout.write(chunk, resolve));
    await forever();
  },
  "malformed-outputs"(task) {
    writeFileSync(task.outputs, '{"version":1,"verdict":');
  },
  daemonises(task) {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e9)"], {
      detached: true,
      stdio: "ignore",
      cwd: "/",
    });
    child.unref();
    note(task, "daemon", { pid: child.pid });
    // Leaves like this, without a commit: its first attempt changed nothing.
  },
};

/** True when it played, and nothing more is to be done. */
export async function troublesome(task) {
  const play = task.plays.map((name) => PLAYS[name]).find((p) => p !== undefined);
  if (play === undefined || task.kind !== "change" || task.attempt > 1) return false;
  await play(task);
  return true;
}
