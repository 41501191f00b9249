import { spawn } from "node:child_process";
import { once } from "node:events";
import type * as Fs from "node:fs";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LogRecord } from "../../../src/contract/log.ts";
import { discard } from "../../../src/runner/state/discard.ts";
import { type JobEntry, openJobTable } from "../../../src/runner/state/job-table.ts";
import { takeLock } from "../../../src/runner/state/lock.ts";
import { findJobProcesses } from "../../../src/runner/state/process.ts";
import { reapLeftovers } from "../../../src/runner/state/reap.ts";
import type * as RemoveTree from "../../../src/runner/state/remove-tree.ts";
import { createWorkspace, removeWorkspace, type Workspace } from "../../../src/runner/state/workspace.ts";

/** How many more changes of the disk happen before the runner is dead; what cannot be removed; how much may be written. */
const disk = vi.hoisted(() => ({
  changes: Number.POSITIVE_INFINITY,
  busy: "",
  room: Number.POSITIVE_INFINITY,
  remove: (_path: string) => {},
  onRemoved: (_path: string) => {},
  /** Looking through all processes of the machine takes its time, and most of this is about folders. */
  hasProcesses: false,
}));

vi.mock("node:fs", async (original) => {
  const real = await original<typeof Fs>();
  const change = () => {
    if (disk.changes <= 0) throw new Error("killed");
    disk.changes -= 1;
  };
  const removing = (path: string) => {
    change();
    if (disk.busy !== "" && path.startsWith(disk.busy)) throw new Error(`EBUSY: ${path}`);
  };
  disk.remove = removing;
  const mocked: Partial<typeof Fs> = {
    mkdirSync: ((...args: Parameters<typeof Fs.mkdirSync>) => {
      change();
      return real.mkdirSync(...args);
    }) as typeof Fs.mkdirSync,
    // Who is killed while it writes a file leaves one that is empty.
    writeFileSync: ((file: string, data: string, options?: Fs.WriteFileOptions) => {
      change();
      real.writeFileSync(file, "", options);
      change();
      disk.room -= data.length;
      if (disk.room < 0) throw new Error("ENOSPC");
      real.writeFileSync(file, data);
    }) as typeof Fs.writeFileSync,
    readdirSync: ((...args: Parameters<typeof Fs.readdirSync>) =>
      args[0] === "/proc" && !disk.hasProcesses ? [] : real.readdirSync(...args)) as typeof Fs.readdirSync,
    renameSync: (from, to) => {
      change();
      real.renameSync(from, to);
    },
    rmdirSync: (path) => {
      removing(String(path));
      real.rmdirSync(path);
    },
    rmSync: (path, options) => {
      removing(String(path));
      real.rmSync(path, options);
      disk.onRemoved(String(path));
    },
  };
  return { ...real, ...mocked };
});

/** It is a process of its own that does it: to the runner, one change more. */
vi.mock("../../../src/runner/state/remove-tree.ts", async (original) => {
  const real = await original<typeof RemoveTree>();
  return {
    async removeTree(path: string) {
      disk.remove(path);
      await real.removeTree(path);
      disk.onRemoved(path);
    },
  };
});

const TIDES = { job: "tides", epoch: 1, prompt: "Make sum add." };
let stateDir: string;
let records: LogRecord[];
const log = (record: LogRecord) => void records.push(record);
const said = (event: string) => records.filter((one) => one.event === event).map(({ reason }) => reason);
const work = () => (existsSync(join(stateDir, "work")) ? readdirSync(join(stateDir, "work")) : []);

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "adf-reap-"));
  records = [];
});
afterEach(() => {
  Object.assign(disk, {
    changes: Number.POSITIVE_INFINITY,
    busy: "",
    room: Number.POSITIVE_INFINITY,
    onRemoved: () => {},
    hasProcesses: false,
  });
  rmSync(stateDir, { recursive: true, force: true });
});

const entryOf = ({ marker, dir }: Workspace): JobEntry => {
  return { job: "tides", epoch: 1, marker, dir, pid: null, start: null };
};

async function start(): Promise<void> {
  const { table, left } = openJobTable(stateDir);
  await reapLeftovers(stateDir, table, left, log);
}

/** A job's directory from its making to its end, as far as the runner lives. Whether it lived to the end. */
async function live(changes: number): Promise<boolean> {
  const { table } = openJobTable(stateDir);
  disk.changes = changes;
  try {
    const space = await createWorkspace(stateDir, TIDES);
    table.put(entryOf(space));
    writeFileSync(join(space.checkout, "done.txt"), "");
    if (!(await removeWorkspace(stateDir, space.dir))) throw new Error("it was not removed");
    table.remove(space.marker);
    return true;
  } catch (cause) {
    if ((cause as Error).message !== "killed") throw cause;
    return false;
  } finally {
    disk.changes = Number.POSITIVE_INFINITY;
  }
}

describe("what a runner leaves that is killed", () => {
  it("at any change that it makes to the disk is gone after the next start", async () => {
    let moments = 0;
    while (!(await live(moments))) {
      await start();
      expect([moments, ...work()]).toEqual([moments]);
      const others = readdirSync(stateDir).filter((name) => name !== "work" && name !== "jobs.json");
      expect([moments, ...others]).toEqual([moments]);
      if (existsSync(join(stateDir, "jobs.json")))
        expect(JSON.parse(readFileSync(join(stateDir, "jobs.json"), "utf8"))).toEqual([]);
      moments += 1;
    }
    expect(moments).toBeGreaterThan(20);
    expect(said("janitor.kept")).toEqual([]);
  });

  it("is removed by the word of the job table when an agent took its label away, and no link is followed", async () => {
    const theirs = join(stateDir, "theirs.txt");
    writeFileSync(theirs, "years of work");
    const space = await createWorkspace(stateDir, TIDES);
    openJobTable(stateDir).table.put(entryOf(space));
    rmSync(join(space.dir, ".adf-job"));
    symlinkSync(theirs, join(space.dir, ".adf-job"));
    await start();
    expect(work()).toEqual([]);
    expect(said("janitor.reaped")).toEqual(["tides-1"]);
    expect(readFileSync(theirs, "utf8")).toBe("years of work");
  });

  it("does not keep it from its next start when it cannot be removed: that is said, and tried again", async () => {
    const space = await createWorkspace(stateDir, TIDES);
    await createWorkspace(stateDir, { ...TIDES, job: "wind" });
    openJobTable(stateDir).table.put(entryOf(space));
    disk.busy = space.checkout;
    await start();
    expect(work()).toEqual(["tides-1"]);
    expect(said("janitor.stuck")).toEqual([`job tides-1: EBUSY: ${space.checkout}`]);
    expect(openJobTable(stateDir).left).toEqual([entryOf(space)]);
    disk.busy = "";
    await start();
    expect(work()).toEqual([]);
    expect(openJobTable(stateDir).left).toEqual([]);
  });

  it("of the taking of its lock goes too", () => {
    const strays = ["runner.lock.999999999", "runner.lock.999999999.stale"];
    for (const name of strays) writeFileSync(join(stateDir, name), "");
    const lock = takeLock(stateDir);
    expect(readdirSync(stateDir)).toEqual(["runner.lock"]);
    if (lock.ok) lock.value.release();
  });
});

describe("a job's directory", () => {
  it("keeps its label while something is in it, whoever writes there at its end", async () => {
    const space = await createWorkspace(stateDir, TIDES);
    disk.onRemoved = (path) => {
      if (!path.endsWith(".adf-job")) return;
      disk.onRemoved = () => {};
      writeFileSync(join(space.dir, "late.txt"), "");
    };
    await expect(removeWorkspace(stateDir, space.dir)).rejects.toThrow("ENOTEMPTY");
    expect(await removeWorkspace(stateDir, space.dir)).toBe(true);
    expect(work()).toEqual([]);
  });

  it("is not left half made by a disk that is full", async () => {
    disk.room = 20;
    const made = createWorkspace(stateDir, { ...TIDES, prompt: "Make it all new." });
    await expect(made).rejects.toThrow("ENOSPC");
    expect(work()).toEqual([]);
  });

  it("that was replaced is left alone, and that is said", async () => {
    const space = await createWorkspace(stateDir, TIDES);
    const { marker, dir } = space;
    await removeWorkspace(stateDir, dir);
    mkdirSync(join(stateDir, "theirs"));
    symlinkSync(join(stateDir, "theirs"), dir);
    expect(await discard(stateDir, { marker, dir, group: null }, log)).toBe(false);
    expect(said("janitor.stuck")).toEqual(["job tides-1: what is there is not the directory that was made"]);
    expect(existsSync(join(stateDir, "theirs"))).toBe(true);
  });
});

describe("a label that was cut short", () => {
  it("names nobody: a process with an empty ADF_JOB is not of its job", async () => {
    const bystander = spawn("sleep", ["60"], {
      env: { ADF_JOB: "", PATH: process.env.PATH },
      stdio: "ignore",
    });
    await once(bystander, "spawn");
    disk.hasProcesses = true;
    expect(findJobProcesses({ marker: "", dir: "/nowhere/tides-1", group: null })).toEqual([]);
    bystander.kill("SIGKILL");
    await once(bystander, "exit");
  });
});
