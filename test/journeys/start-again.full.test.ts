import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adfStart, nothingLeft, prepareState, type Started } from "../support/journey/cli.ts";
import { processesWith } from "../support/journey/processes.ts";

describe("adf start, again and again on one folder", () => {
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

  it("killed with -9 at any moment, the next start ends what was left and goes on to the end", async () => {
    const moments = [
      /Embedded here/,
      /picked/,
      /running\s+developer/,
      /pushed/,
      /running\s+reviewer/,
      /approved/,
      /merged/,
    ];
    const killed: Started[] = [];
    for (const moment of moments) {
      const one = start();
      await one.said(moment);
      process.kill(one.pid, "SIGKILL");
      await one.ended;
      killed.push(one);
    }
    const last = start("--until-done", "--json", "--timeout", "300");
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
