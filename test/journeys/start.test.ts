import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adfStart, nothingLeft, prepareState, type Started } from "../support/journey/cli.ts";
import { processesWith } from "../support/journey/processes.ts";

describe("adf start, on a folder of its own", () => {
  let dir: string;
  let state: string;
  let starts: Started[];
  const start = (...args: string[]) => {
    const started = adfStart("--state", state, ...args);
    starts.push(started);
    return started;
  };

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), "adf-start-"));
    state = join(dir, "state");
    starts = [];
    await prepareState(state);
  });
  afterEach(() => {
    for (const { mark, pid } of starts) {
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

  it("refuses a second start on the same folder with a sentence, and Ctrl-C leaves nothing running", async () => {
    const first = start();
    await first.said(/running\s+developer/);
    const second = start();
    expect((await second.ended).code).toBe(4);
    expect(second.output()).toContain("Another factory is running with the state in");
    expect(second.output()).toContain("--state another-folder");
    first.child.kill("SIGINT");
    expect(await first.ended).toEqual({ code: 0, signal: null });
    await nothingLeft(first.mark, second.mark, dir);
  }, 90_000);
});
