/** What doctor says of each fault, each beside the sentence and the command that end it. */
import { describe, expect, it } from "vitest";
import { CLOCKS } from "./cases/clock.ts";
import { FORGE } from "./cases/forge.ts";
import { MACHINE } from "./cases/machine.ts";
import { PROTECTION } from "./cases/protection.ts";
import { PROVIDERS } from "./cases/provider.ts";
import { RUNNERS } from "./cases/runner.ts";
import { WEBHOOK } from "./cases/webhook.ts";
import { WORK } from "./cases/work.ts";
import { WORKERS } from "./cases/worker.ts";
import { type Change, DEPLOYED, LOCAL, line, lines, WORKER } from "./facts.ts";

const ROWS = [
  ...MACHINE,
  ...WORKERS,
  ...FORGE,
  ...WEBHOOK,
  ...PROTECTION,
  ...WORK,
  ...RUNNERS,
  ...PROVIDERS,
  ...CLOCKS,
];

describe("doctor's lines", () => {
  it("are all ok where all is in order, on a deployment and on one machine", () => {
    for (const place of [DEPLOYED, { ...LOCAL, url: WORKER }])
      expect(lines({ place }).filter((c) => c.status !== "ok")).toEqual([]);
  });

  it.each(ROWS)("say of %s: %s", (_name, id, change, status, fact, fix) => {
    const said = line(id, change);
    expect(said.fact).toMatch(fact);
    expect(said.status).toBe(status);
    if (fix === null) expect(said.fix).toBeNull();
    else expect(said.fix).toMatch(fix);
  });

  it("carry a command with every fault, and never a name twice", () => {
    for (const [, , change] of ROWS) {
      const all = lines(change);
      expect(all.filter((c) => c.status === "fix" && (c.fix ?? "") === "")).toEqual([]);
      expect(new Set(all.map((c) => c.id)).size).toBe(all.length);
    }
  });

  it("blame one fault on one line", () => {
    const alone: readonly (readonly [Change, string])[] = [
      [{ from_worker: { hooks: [] } }, "webhook/tides"],
      [{ project: { tick_secs: 400 } }, "cron/tides"],
      [{ view: { paused: true } }, "dispatch/tides"],
      [{ runners: [] }, "runner"],
    ];
    for (const [change, id] of alone)
      expect(
        lines(change)
          .filter((c) => c.status === "fix")
          .map((c) => c.id),
      ).toEqual([id]);
  });
});
