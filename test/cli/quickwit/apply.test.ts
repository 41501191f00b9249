import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyIndex } from "../../../src/cli/quickwit/apply.ts";
import { indexConfig } from "../../../src/core/quickwit/index-config.ts";
import { Quickwit } from "../../support/quickwit/quickwit.ts";
import { type Served, serve } from "../../support/quickwit/serve.ts";

let quickwit: Quickwit;
let served: Served;
beforeEach(async () => {
  quickwit = new Quickwit();
  served = await serve(quickwit);
});
afterEach(() => served.close());

const writes = () => quickwit.calls.filter((c) => c.method !== "GET").length;
const state = async (dry = false) => (await applyIndex(served.url, "adf-logs", dry)).state;
function withoutLast(): void {
  const index = quickwit.indexes.get("adf-logs");
  const mapping = index?.config.doc_mapping as { field_mappings: unknown[] };
  mapping.field_mappings.pop();
}

describe("adf quickwit apply", () => {
  it("makes the index once, says so before with --dry-run, and then finds it equal", async () => {
    expect([await state(true), writes()]).toEqual(["would_create", 0]);
    expect([await state(), writes()]).toEqual(["created", 1]);
    expect([await state(), writes()]).toEqual(["equal", 1]);
  });

  it("adds what a newer build needs", async () => {
    await state();
    withoutLast();
    expect([await state(true), writes()]).toEqual(["would_change", 1]);
    expect(await state()).toBe("changed");
    expect(await state(true)).toBe("equal");
  });

  it("tells how to go on where this Quickwit changes no mapping", async () => {
    await state();
    withoutLast();
    quickwit.changes_mapping = false;
    await expect(applyIndex(served.url, "adf-logs", false)).rejects.toMatchObject({
      trouble: { next: expect.stringContaining("--index adf-logs-2") },
    });
  });

  it("leaves an index with another timestamp field alone", async () => {
    const config = indexConfig("adf-logs");
    const body = JSON.stringify({
      ...config,
      doc_mapping: { ...config.doc_mapping, timestamp_field: undefined },
    });
    quickwit.answer({ method: "POST", path: "/api/v1/indexes", body });
    const before = writes();
    expect([await state(), writes()]).toEqual(["stuck", before]);
  });

  it("says who does not answer", async () => {
    await served.close();
    await expect(applyIndex(served.url, "adf-logs", false)).rejects.toMatchObject({
      code: 3,
      trouble: { what: expect.stringContaining("does not answer") },
    });
  });
});
