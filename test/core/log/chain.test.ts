import { describe, expect, it } from "vitest";
import { LogDocument } from "../../../src/contract/log.ts";
import { follow, isBreak, openChain } from "../../../src/core/log/chain.ts";
import { documentOf, fitting, seal } from "../../../src/core/log/document.ts";
import fc from "../../support/fast-check.ts";

const ORIGIN = { build: "b1", config: "c1", scenarios: "s1" };

function chainOf(length: number): LogDocument[] {
  const found: LogDocument[] = [];
  for (let seq = 1, prev = ""; seq <= length; seq += 1) {
    const entry = { event: "job.queued", level: "info" as const, project: "tides", issue: seq, ...ORIGIN };
    const record = { source: "tides", seq, at: 1_795_000_000_000 + seq, entry, prev };
    found.push(documentOf(record));
    prev = seal(record);
  }
  return found;
}

describe("a record", () => {
  it("keeps every field that has a name, and the others together", () => {
    const entry = {
      event: "job.leased",
      level: "info" as const,
      project: "tides",
      issue: 5,
      ...ORIGIN,
      prompts: "p1",
      cli: "claude",
      nothing: null,
    };
    const record = documentOf({ source: "tides", seq: 1, at: 0, entry, prev: "" });
    expect(LogDocument.parse(record)).toMatchObject({
      issue: 5,
      build: "b1",
      prompts: "p1",
      data: { cli: "claude" },
    });
    expect(record.data).not.toHaveProperty("nothing");
    expect(record.message).toContain("took");
  });

  it("that breaks the contract is kept as what it is, and stops nobody", () => {
    const odd = fitting({ event: "No Event", level: "info", project: "tides" });
    expect(odd).toMatchObject({ event: "record.invalid", level: "error", project: "tides" });
    expect(odd.reason).toContain("No Event");
  });
});

describe("the chain", () => {
  it("holds in pieces of any size, and from any record on", () => {
    const all = chainOf(30);
    fc.assert(
      fc.property(fc.nat(29), fc.integer({ min: 1, max: 30 }), (from, size) => {
        let chain = openChain("tides");
        for (let at = from; at < all.length; at += size) {
          const next = follow(chain, all.slice(at, at + size));
          if (isBreak(next)) throw new Error(next.message);
          chain = next;
        }
        expect(chain).toMatchObject({ first: from + 1, last: 30, checked: 30 - from });
      }),
    );
  });

  it("names the first record that was changed, taken out, put in or exchanged", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 28 }),
        fc.constantFrom("change", "drop", "swap", "reseal"),
        (at, how) => {
          const all = chainOf(30);
          const one = all[at];
          if (one === undefined) throw new Error("there are thirty");
          if (how === "change") all[at] = { ...one, reason: "all is well" };
          if (how === "drop") all.splice(at, 1);
          if (how === "swap") all.splice(at, 2, ...all.slice(at, at + 2).reverse());
          // Whoever seals the changed record anew is found at the next one.
          if (how === "reseal")
            all[at] = {
              ...documentOf({
                source: "tides",
                seq: at + 1,
                at: 0,
                entry: { event: "job.queued", level: "info", ...ORIGIN },
                prev: one.prev,
              }),
            };
          const found = follow(openChain("tides"), all);
          expect(isBreak(found) && found.seq).toBe(how === "reseal" ? at + 2 : at + 1);
        },
      ),
    );
  });

  it("does not depend on the sentence, which a later build may say better", () => {
    const all = chainOf(3).map((r) => ({ ...r, message: "said otherwise" }));
    expect(isBreak(follow(openChain("tides"), all))).toBe(false);
  });
});
