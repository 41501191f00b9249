import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { LogDocument } from "../../src/contract/log.ts";
import { follow, isBreak, openChain } from "../../src/core/log/chain.ts";
import { useBench } from "../support/worker/bench.ts";
import { testBindings } from "../support/worker/bindings.ts";
import { asOwner, call, firstRead, journal, register, stub } from "../support/worker/factory.ts";

const bench = useBench();

async function records(query = "after=0"): Promise<LogDocument[]> {
  const answer = await asOwner(`/projects/sample/records?${query}`);
  const { records: found } = (await answer.json()) as { records: unknown[] };
  return found.map((r) => LogDocument.parse(r));
}

async function someWork(): Promise<void> {
  bench().forge.addIssue();
  await firstRead();
  const runner = await register();
  const offer = await runner.nextJob();
  await runner.start(offer);
  await runner.finish(offer, { outcome: "exit_code", exit_code: 3, head_sha: null, detail: "It broke." });
  await bench().idle();
}

describe("the records of a project", () => {
  it("are every entry of the journal, in the form of the contract, numbered and chained", async () => {
    await someWork();
    const found = await records();
    expect(found.map((r) => r.event)).toEqual((await journal()).map((e) => e.event));
    expect(found.map((r) => r.seq)).toEqual(found.map((_, n) => n + 1));
    expect(isBreak(follow(openChain("sample"), found))).toBe(false);
    expect(found[0]).toMatchObject({ source: "sample", project: "sample", build: "test" });
    expect(found.find((r) => r.event === "job.failed")?.message).toContain("It broke.");
  });

  it("are found by their issue, and the last so many without the rest", async () => {
    await someWork();
    const all = await records();
    expect(await records("after=0&issue=1")).toEqual(all.filter((r) => r.issue === 1));
    expect(await records("after=-3")).toEqual(all.slice(-3));
  });

  it("count a pause and its end too", async () => {
    await firstRead();
    await asOwner("/projects/sample/pause", "POST");
    await asOwner("/projects/sample/resume", "POST");
    expect((await records()).map((r) => r.event)).toEqual(
      expect.arrayContaining(["stop.set", "stop.lifted"]),
    );
  });

  it("tell which of them was changed behind the factory's back", async () => {
    await someWork();
    await runInDurableObject(stub(), (_object, state) => {
      state.storage.sql.exec(
        "UPDATE journal SET data = json_set(data, '$.reason', 'all is well') WHERE event = 'job.failed'",
      );
    });
    const found = await records();
    const changed = found.find((r) => r.event === "job.failed");
    expect(follow(openChain("sample"), found)).toMatchObject({ seq: changed?.seq, kind: "changed" });
    await runInDurableObject(stub(), (_object, state) => {
      state.storage.sql.exec("DELETE FROM journal WHERE event = 'job.failed'");
    });
    expect(follow(openChain("sample"), await records())).toMatchObject({
      seq: changed?.seq,
      kind: "missing",
    });
  });
});

describe("/metrics", () => {
  it("is for the owner alone, and in Prometheus' words", async () => {
    await firstRead();
    expect((await call("/metrics")).status).toBe(401);
    const headers = { authorization: `Bearer ${testBindings.ADMIN_TOKEN}` };
    const text = await (await call("/metrics", { headers })).text();
    expect(text).toContain('adf_project_paused{project="sample"} 0');
    for (const line of text.trimEnd().split("\n"))
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) adf_\w+ .+|adf_\w+\{[^}]*\} [\d.e+-]+)$/);
  });
});
