import { describe, expect, it } from "vitest";
import { WELL } from "../../support/view.ts";
import { line, logStore } from "./facts.ts";

const shipping = (change: Partial<typeof WELL.records>) => ({
  view: { records: { ...WELL.records, enabled: true, newest: 90, sent: 90, proved: 80, ...change } },
});

describe("doctor, of the log store", () => {
  it("says nothing against one that is not wanted", () => {
    const off = { log_store: logStore({ enabled: false }) };
    expect([line("quickwit", off).status, line("quickwit.index", off).status]).toEqual(["ok", "ok"]);
  });

  it("names an index that is not there, or mapped otherwise, with the command that mends it", () => {
    const apply = "npm run -s adf -- quickwit apply --address http://quickwit.example:7280 --index adf-logs";
    expect(line("quickwit.index", { log_store: logStore({ absent: true }) })).toMatchObject({
      status: "fix",
      fix: apply,
    });
    const differences = [
      { kind: "change" as const, field: "job", message: '"job" has tokenizer default instead of raw' },
    ];
    const cut = line("quickwit.index", { log_store: logStore({ differences }) });
    expect(cut).toMatchObject({ status: "fix", fix: apply });
    expect(cut.fact).toContain("tokenizer default instead of raw");
  });

  it("does not blame the index of a store that does not answer", () => {
    const down = { log_store: logStore({ trouble: "connection refused" }) };
    expect([line("quickwit", down).status, line("quickwit.index", down).status]).toEqual(["fix", "unknown"]);
  });

  it("tells of records that are refused, and of records that wait too long", () => {
    expect(line("records/tides", shipping({}))).toMatchObject({
      status: "ok",
      fact: "90 written, 90 sent, 80 found in adf-logs",
    });
    const dead = shipping({ dead: 2, dead_examples: [{ seq: 7, reason: "invalid_schema" }] });
    expect(line("records/tides", dead)).toMatchObject({
      status: "fix",
      fix: expect.stringContaining("logs --resend"),
    });
    expect(line("records/tides", dead).fact).toContain("record 7: invalid_schema");
    expect(line("records/tides", shipping({ sent: 10, waiting_secs: 300 })).status).toBe("ok");
    expect(line("records/tides", shipping({ sent: 10, waiting_secs: 900 })).status).toBe("fix");
  });
});
