import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nothingLeft, type Started } from "../support/journey/cli.ts";
import { useStarts } from "../support/journey/starts.ts";

describe("adf start, again and again on one folder", () => {
  const on = useStarts();

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
      const one = on.start();
      await one.said(moment);
      process.kill(one.pid, "SIGKILL");
      await one.ended;
      killed.push(one);
    }
    const last = on.start("--until-done", "--json", "--timeout", "300");
    const { code } = await last.ended;
    expect(code, last.output()).toBe(0);
    const from = last.output().indexOf("\n{");
    const summary = JSON.parse(last.output().slice(from < 0 ? last.output().indexOf("{") : from));
    expect(summary).toMatchObject({ settled: true, undone: [] });
    expect(summary.done.map((i: { issue: number }) => i.issue)).toEqual([1, 2]);
    await nothingLeft(...killed.map((k) => k.mark), last.mark, on.dir);
  }, 600_000);

  it("--fresh forgets what was there", async () => {
    const before = JSON.parse(readFileSync(join(on.state, "settings.json"), "utf8"));
    const one = on.start("--fresh");
    await one.said("picked");
    one.child.kill("SIGINT");
    expect((await one.ended).code).toBe(0);
    const after = JSON.parse(readFileSync(join(on.state, "settings.json"), "utf8"));
    expect(after.marker_secret).not.toBe(before.marker_secret);
    expect(after.tokens.owner).not.toBe(before.tokens.owner);
    await nothingLeft(one.mark, on.dir);
  }, 90_000);
});
