import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { JobReport } from "../../../src/contract/runner.ts";
import { steeringFiles } from "../../../src/core/policy/steering.ts";
import { emptyReport } from "../../../src/runner/job/empty-report.ts";
import { boundReport } from "../../../src/runner/report/build-report.ts";
import { createRedactor } from "../../../src/runner/report/redact.ts";
import fc from "../../support/fast-check.ts";

describe("redaction", () => {
  const secret = fc.string({ minLength: 8, maxLength: 40, unit: "binary-ascii" });

  it("leaves no literal, URL-encoded, JSON or base64 form of a secret in any text", () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (key, before, after) => {
        const clean = createRedactor([key]).text;
        for (const form of [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)]) {
          expect(
            clean(`${before} ${form} ${after}`)
              .split("***")
              .some((part) => part.includes(form)),
          ).toBe(false);
        }
      }),
    );
  });

  it("finds a secret inside a longer base64 text in each alignment", () => {
    const key = "sk-live-0123456789";
    for (const before of ["", "a", "ab", "abc"]) {
      const encoded = Buffer.from(`${before}${key}xyz`).toString("base64");
      expect(createRedactor([key]).text(encoded)).toContain("***");
    }
  });

  it("of a stream is the same wherever the pipe cuts it", () => {
    const key = "sk-live-0123456789";
    const text = `begin ${key} middle ${encodeURIComponent(`${key}/+`)} ${key}${key} end sk-liv`;
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const stream = createRedactor([key]).stream();
        const edges = [0, ...cuts.sort((a, b) => a - b), text.length];
        const parts = edges.slice(1).map((edge, n) => stream.write(Buffer.from(text.slice(edges[n], edge))));
        expect(Buffer.concat([...parts, stream.end()]).toString()).toBe(createRedactor([key]).text(text));
      }),
    );
  });
});

describe("a report", () => {
  it("fits the contract whatever an agent printed or named its files", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 9_000, unit: "grapheme" }),
        fc.array(fc.string({ maxLength: 900 }), { maxLength: 400 }),
        (text, files) => {
          const report = { ...emptyReport("exit_code", text), outputs_problem: text, changed_files: files };
          const bound = boundReport(report, createRedactor(["a secret of ours"]));
          JobReport.parse(bound);
          expect(bound.detail.isWellFormed() || !text.isWellFormed()).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("names what directs agents whatever else was changed, and however long its path is", () => {
    const many = Array.from({ length: 400 }, (_, n) => `.a/${n}`);
    const deep = `.claude/${"d/".repeat(400)}a.md`;
    const nested = `${"d/".repeat(400)}AGENTS.md`;
    const changed_files = [...many, "CLAUDE.md", deep, nested];
    const report = { ...emptyReport("success", ""), changed_files };
    const bound = boundReport(report, createRedactor([])).changed_files;
    expect(bound).toHaveLength(300);
    expect(steeringFiles(bound)).toEqual([
      "CLAUDE.md",
      expect.stringMatching(/^\.claude\//),
      expect.stringMatching(/AGENTS\.md$/),
    ]);
  });
});
