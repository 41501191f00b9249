import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adfStart, nothingLeft, prepareState, type Started } from "../support/journey/cli.ts";
import { processesWith } from "../support/journey/processes.ts";

const full = process.env.ADF_FULL === "1";

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

  it("killed with -9 at any moment, the next start ends what was left and goes on to the end", async () => {
    const moments = full
      ? [
          /Embedded here/,
          /picked/,
          /running\s+developer/,
          /pushed/,
          /running\s+reviewer/,
          /approved/,
          /merged/,
        ]
      : [/opened/];
    const killed: Started[] = [];
    for (const moment of moments) {
      const one = start();
      await one.said(moment);
      process.kill(one.pid, "SIGKILL");
      await one.ended;
      killed.push(one);
    }
    const last = start("--until-done", "--json", "--timeout", "120");
    const { code } = await last.ended;
    expect(code, last.output()).toBe(0);
    const from = last.output().indexOf("\n{");
    const summary = JSON.parse(last.output().slice(from < 0 ? last.output().indexOf("{") : from));
    expect(summary).toMatchObject({ settled: true, undone: [] });
    expect(summary.done.map((i: { issue: number }) => i.issue)).toEqual([1, 2]);
    await nothingLeft(...killed.map((k) => k.mark), last.mark, dir);
  }, 240_000);

  it("--fresh forgets what was there", async () => {
    const before = JSON.parse(readFileSync(join(state, "settings.json"), "utf8"));
    const one = start("--fresh");
    await one.said("picked");
    one.child.kill("SIGINT");
    expect((await one.ended).code).toBe(0);
    const after = JSON.parse(readFileSync(join(state, "settings.json"), "utf8"));
    expect(after.marker_secret).not.toBe(before.marker_secret);
    expect(after.tokens.owner).not.toBe(before.tokens.owner);
    await nothingLeft(one.mark, dir);
  }, 90_000);
});
