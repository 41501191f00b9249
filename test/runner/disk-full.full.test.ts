import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Bench, child, createBench, makeOffer } from "../support/runner/bench.ts";

const main = fileURLToPath(new URL("../../src/runner/main.mjs", import.meta.url));
/** A disk of its own for one process tree, which nobody else sees. */
const MOUNT = 'mount -t tmpfs -o size=24m none "$0" && exec "$@"';
const able = spawnSync("unshare", ["-rm", "sh", "-c", "mount -t tmpfs -o size=1m none /mnt"]).status === 0;
const why = able ? "" : " (not run: this machine lets nobody mount in a namespace of his own)";

describe.skipIf(!able)(`a disk that runs full${why}`, () => {
  let bench: Bench;
  let runner: ChildProcess | null = null;
  let words = "";
  beforeEach(async () => {
    bench = await createBench();
  });
  afterEach(async () => {
    if (runner !== null && runner.exitCode === null) {
      runner.kill("SIGKILL");
      await once(runner, "exit");
    }
    await bench.close();
  });

  function start(sampleSecs: number): void {
    const small = join(bench.root, "small");
    mkdirSync(small);
    const config = join(bench.root, "config.json");
    const options = bench.options(
      { child: child("fills-disk"), good: child("commits") },
      // The credential is not on the small disk.
      { stateDir: small, identityDir: bench.stateDir, minFreeMb: 8, folderMb: 0, sampleSecs },
    );
    writeFileSync(config, JSON.stringify(options));
    words = "";
    runner = spawn("unshare", ["-rm", "sh", "-c", MOUNT, small, process.execPath, main, "--config", config], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [runner.stdout, runner.stderr])
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        words += chunk;
      });
  }
  const reportOf = async (job: string) =>
    (await bench.worker.until(() => bench.worker.finished.get(job))).report;

  it("ends the job as the machine's failure, and the next one finds room again", async () => {
    bench.worker.offer(makeOffer({ job: "wide" }));
    bench.worker.offer(makeOffer({ job: "next", cli: "good" }));
    start(0.05);
    const wide = await reportOf("wide");
    expect(wide.outcome).toBe("infra");
    // On a busy machine the agent can find out before anybody looks at the disk.
    expect(wide.detail).toMatch(/The disk of this runner (ran|is) full \(\d MB free\)/);
    expect((await reportOf("next")).outcome).toBe("success");
    expect(words).not.toContain("uncaught");
  });

  it("is nobody's failure either when the agent has found out first and ended badly", async () => {
    bench.worker.offer(makeOffer({ job: "wide" }));
    start(3_600);
    const { outcome, detail, exit_code } = await reportOf("wide");
    expect([outcome, exit_code]).toEqual(["infra", 1]);
    expect(detail).toContain("The disk of this runner is full (0 MB free)");
    expect(detail).toContain("cannot write: ENOSPC");
  });
});
