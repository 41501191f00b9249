import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { JobOffer } from "../../src/contract/runner.ts";
import { CONTRACT_VERSION } from "../../src/contract/version.ts";
import { app } from "../../src/worker/app.ts";
import type { Env } from "../../src/worker/environment.ts";
import { claimFrom } from "../../src/worker/routes/claim.ts";
import { useBench } from "../support/worker/bench.ts";
import { testBindings } from "../support/worker/bindings.ts";
import { firstRead, register, type TestRunner } from "../support/worker/factory.ts";

const bench = useBench();
const KEY = "3f0c1a52-9c1d-4a4e-8d0a-2b6f5d3a7e10";
const offer = (job: string) => ({ job }) as JobOffer;

describe("a claim that several projects may answer", () => {
  it("gets the job that its key was given before, also when another project has work by now", async () => {
    const given = new Map<string, JobOffer>();
    const work = new Map([["moons", [offer("moons-1")]]]);
    const ask = async (project: string, again: boolean) => {
      const known = given.get(project);
      if (known !== undefined || again) return known ?? null;
      const next = work.get(project)?.shift() ?? null;
      if (next !== null) given.set(project, next);
      return next;
    };
    const all = ["tides", "moons", "stars"];
    expect(await claimFrom(all, KEY, ask)).toEqual(offer("moons-1"));
    // The answer was lost, and meanwhile everybody has something to do.
    for (const name of all) work.set(name, [offer(`${name}-7`)]);
    expect(await claimFrom(all, KEY, ask)).toEqual(offer("moons-1"));
  });

  it("asks a single project once", async () => {
    const asked: boolean[] = [];
    await claimFrom(["tides"], KEY, async (_project, again) => {
      asked.push(again);
      return null;
    });
    expect(asked).toEqual([false]);
  });
});

describe("[[runners]]", () => {
  const claim = async (runner: TestRunner, said: string) => {
    const e = { ...(env as unknown as Env), ADF_CONFIG: `${testBindings.ADF_CONFIG}\n${said}` };
    const body = JSON.stringify({
      request_key: crypto.randomUUID(),
      capabilities: { clis: [{ id: "adf-repair", version: "1" }] },
    });
    const headers = {
      authorization: `Bearer ${runner.credential}`,
      "adf-contract": String(CONTRACT_VERSION),
      "content-type": "application/json",
    };
    const init = { method: "POST", body, headers };
    return (await app.request("https://adf.test/api/v1/runner/claim", init, e)).status;
  };

  it("keeps a runner that is switched off from every job, and lets another in", async () => {
    bench().forge.addIssue();
    await firstRead();
    await bench().idle();
    bench().advance(1_000);
    const [off, on] = [await register("attic"), await register("cellar")];
    const said = '[[runners]]\nname = "attic"\nenabled = false';
    expect(await claim(off, said)).toBe(204);
    expect(await claim(on, said)).toBe(200);
  });
});
