/** What people are shown of the ways to a model, by probes and by jobs. */
import { describe, expect, it } from "vitest";
import { factory, failed, jobOver, MIN_MS, report } from "../../support/core/probed-factory.ts";
import { START } from "../../support/core/scene.ts";

describe("the board", () => {
  it("shows a way as unhealthy where a job found out after the probe, and as healthy again after a job", () => {
    const f = factory();
    f.probe(report(), START);
    const ill = { ...jobOver(START), state: "failed", answered: null, tokens: 0 } as const;
    f.hear({ ...ill, trouble: { kind: "quota", retry_after_secs: null } }, START + MIN_MS);
    expect(f.board(START + MIN_MS).ways).toMatchObject([{ state: "unhealthy", failure: "quota" }]);
    f.hear({ ...jobOver(START), id: "later", job: "lib-2:1" }, START + 2 * MIN_MS);
    expect(f.board(START + 2 * MIN_MS).ways).toMatchObject([{ state: "healthy", failure: null, next: null }]);
  });
});

describe("a failure that blocked nothing", () => {
  it("is shown until somebody gets an answer there", () => {
    const f = factory();
    f.probe(failed("server"), START);
    expect(f.board(START).ways).toMatchObject([{ state: "unhealthy", failure: "server" }]);
    f.hear(jobOver(START), START + MIN_MS);
    expect(f.board(START + MIN_MS).ways).toMatchObject([{ state: "healthy", failure: null }]);
  });
});
