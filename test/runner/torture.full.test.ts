import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Survived, torture } from "../support/runner/torture.ts";

const SEED = Number(process.env.ADF_SEED ?? Date.now() % 1_000_000);
const JOBS = 50;

describe(`${JOBS} jobs on two runners that are killed again and again (ADF_SEED=${SEED})`, () => {
  let end: Survived;
  beforeAll(async () => {
    const began = performance.now();
    end = await torture({ seed: SEED, jobs: JOBS, runners: 2, kills: 30 });
    const epochs = end.jobs.map(({ epoch }) => epoch);
    console.log(
      `seed ${SEED}: ${end.kills} kills, ${epochs.reduce((a, b) => a + b, 0)} epochs, up to ${Math.max(...epochs)} for one job, ${Math.round((performance.now() - began) / 1000)} s`,
    );
  }, 900_000);
  afterAll(() => end?.close());

  it("all end well, by one report under each epoch that ended", () => {
    const bad = end.jobs.filter(({ ended }) => ended?.report.outcome !== "success");
    expect(bad.map(({ offer, ended }) => [offer.job, ended?.report.outcome, ended?.report.detail])).toEqual(
      [],
    );
    for (const { accepted, epoch } of end.jobs) {
      expect(new Set(accepted).size).toBe(accepted.length);
      expect(accepted.at(-1)).toBe(epoch);
    }
  });

  it("were pushed at most once under each epoch, and their branches stand where the reports say", () => {
    for (const { offer, ended, pushes } of end.jobs) {
      expect([...pushes.values()].filter((times) => times > 1)).toEqual([]);
      expect(end.origin.tip(offer.checkout.branch)).toBe(ended?.report.head_sha);
    }
  });

  it("were interrupted in their middle, or nothing of this was proven", () => {
    // Each epoch but a job's first began because a runner died with the job; one kill may meet up to four jobs.
    const again = end.jobs.reduce((sum, { epoch }) => sum + epoch - 1, 0);
    expect(again).toBeGreaterThan(end.kills / 2);
    expect(end.jobs.filter(({ epoch }) => epoch > 1).length).toBeGreaterThan(3);
  });

  it("were each started by one runner under each epoch", () => {
    for (const { started } of end.jobs)
      expect(new Set(started.map(({ epoch }) => epoch)).size).toBe(
        new Set(started.map(({ epoch, runner }) => `${epoch} ${runner}`)).size,
      );
  });

  it("leave no process, folder, entry, lock or damaged mirror", () => {
    expect(end.left, end.last).toEqual([]);
    expect(end.last.match(/ended with .*/g)).toEqual(["ended with 0", "ended with 0"]);
    expect(end.damage).toBe("");
  });
});
