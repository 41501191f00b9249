/** For each test a folder with a small broken library, and starts on it of which nothing outlives the test. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { adfStart, prepareState, type Started } from "./cli.ts";
import { processesWith } from "./processes.ts";

export interface Starts {
  readonly dir: string;
  readonly state: string;
  start(...args: string[]): Started;
}

export function useStarts(): Starts {
  let dir = "";
  let started: Started[] = [];
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), "adf-start-"));
    started = [];
    await prepareState(join(dir, "state"));
  });
  afterEach(() => {
    for (const { mark, pid } of started) {
      for (const found of [{ pid }, ...processesWith(mark)]) {
        try {
          process.kill(found.pid, "SIGKILL");
        } catch {
          // Gone, as it should be.
        }
      }
    }
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    get dir() {
      return dir;
    },
    get state() {
      return join(dir, "state");
    },
    start(...args) {
      const one = adfStart("--state", join(dir, "state"), ...args);
      started.push(one);
      return one;
    },
  };
}
