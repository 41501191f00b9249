import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identify } from "../../src/runner/state/process.ts";
import { type Bench, child, createBench, makeOffer } from "../support/runner/bench.ts";

const main = fileURLToPath(new URL("../../src/runner/main.mjs", import.meta.url));
/** The real hierarchy, mounted where only this process tree sees it, and a group in it for the runner. */
const MOUNT = "mount -t cgroup2 none /sys/fs/cgroup";
const own = /^0::(\/.*)$/m.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1] ?? "/";
const group = join("/sys/fs/cgroup", own, `adf-test-${process.pid}`);
const inside = (script: string, ...args: string[]) => [
  "-m",
  "sh",
  "-c",
  `${MOUNT} && ${script}`,
  group,
  ...args,
];
const able = spawnSync("unshare", inside('mkdir "$0" && rmdir "$0"')).status === 0;
const why = able ? "" : ' (not run: nobody here may mount cgroups with "unshare")';

describe.skipIf(!able)(`in a real control group${why}`, () => {
  let bench: Bench;
  let runner: ChildProcess | null = null;
  beforeEach(async () => {
    bench = await createBench();
  });
  afterEach(async () => {
    if (runner !== null && runner.exitCode === null) {
      runner.kill("SIGKILL");
      await once(runner, "exit");
    }
    spawnSync("unshare", inside('rmdir "$0"/job-* "$0"'));
    await bench.close();
  });

  it("a process that nothing marks dies with its job, and the group is taken away", async () => {
    const config = join(bench.root, "config.json");
    writeFileSync(config, JSON.stringify(bench.options({ child: child("hides-entirely") })));
    const script = 'mkdir "$0" && echo $$ > "$0/cgroup.procs" && exec "$@"';
    runner = spawn("unshare", inside(script, process.execPath, main, "--config", config), {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ADF_CGROUP: "delegated" },
    });
    let words = "";
    runner.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      words += chunk;
    });
    bench.worker.offer(makeOffer({ job: "hidden" }));
    const { report } = await bench.worker.until(() => bench.worker.finished.get("hidden"));
    expect(report.outcome).toBe("success");
    expect(words).toContain('"scopes":"cgroup"');
    expect(identify(Number(bench.origin.git("show", "adf/hidden:left.txt")))).toBeNull();
    runner.kill("SIGTERM");
    await once(runner, "exit");
    expect(spawnSync("unshare", inside('ls "$0" | grep job-'), { encoding: "utf8" }).stdout).toBe("");
  });
});
