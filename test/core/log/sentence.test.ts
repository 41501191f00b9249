/** What a record says to people: each decision in words of its own, with what it is about. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { LogRecord } from "../../../src/contract/log.ts";
import { sentence } from "../../../src/core/log/sentence.ts";

const DECIDE = fileURLToPath(new URL("../../../src/core/decide", import.meta.url));
/** Every event that a decision writes into a project's records. */
const events = new Set(
  readdirSync(DECIDE).flatMap((file) => {
    const text = readFileSync(join(DECIDE, file), "utf8");
    return [...text.matchAll(/(?:\.log\(\s*|event: )"([a-z_]+\.[a-z_]+)"/g)].flatMap(
      ([, name]) => name ?? [],
    );
  }),
);
const record = (event: string, over = {}): LogRecord =>
  LogRecord.parse({ event, level: "info", project: "tides", ...over });

describe("the sentence of a record", () => {
  it("is its own for each decision, and not its name with spaces", () => {
    expect(events.size).toBeGreaterThan(60);
    const plain = [...events].filter((e) => sentence(record(e)) === e.replaceAll(/[._]/g, " "));
    expect(plain).toEqual([]);
  });

  it("names whom it is about, and why", () => {
    const over = { agent: "developer", reason: "spawn_failed" };
    expect(sentence(record("agent.quarantined", over))).toBe(
      "developer gets no work, it cannot begin: spawn_failed",
    );
    expect(sentence(record("compound.ended", { found: 1, filed: 0 }))).toBe(
      "the compound review ended: 1 finding, 0 filed as issues",
    );
  });
});
