import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLogStream } from "../../../src/runner/report/log-stream.ts";
import fc from "../../support/fast-check.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "adf-logs-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What becomes of one chunk on its way: kept; kept and told twice; cut short; lost; or the store forgot its end. */
const fate = fc.constantFrom("kept", "twice", "short", "lost", "forgot", "far");
let files = 0;

describe("the log on its way", () => {
  it("is there once and whole in the end, whatever is dropped, doubled, cut short, forgotten or told wrong", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 20 }),
        fc.array(fate, { maxLength: 40 }),
        async (lines, fates) => {
          files += 1;
          const file = join(dir, `${files}.log`);
          writeFileSync(file, "");
          let size = 0;
          let held = Buffer.alloc(0);
          const coming = [...fates];
          const append = (offset: number, bytes: Uint8Array) => {
            // As the Worker's: what would leave a gap is not taken, and what is there already is not written again.
            if (offset <= held.length)
              held = Buffer.concat([held, Buffer.from(bytes).subarray(held.length - offset)]);
          };
          const stream = createLogStream({
            file,
            size: () => size,
            batchBytes: 16,
            latencyMs: 0,
            send: async (offset, bytes) => {
              const what = coming.shift() ?? "kept";
              if (what === "forgot") held = held.subarray(0, Math.floor(held.length / 2));
              else if (what !== "lost") append(offset, what === "short" ? bytes.subarray(0, 3) : bytes);
              if (what === "twice") append(offset, bytes);
              // One that forgets and says that it did not cannot be helped.
              const next = what === "far" && !fates.includes("forgot") ? held.length + 1_000 : held.length;
              return { kind: "ok", value: { next_offset: next } };
            },
          });
          const written: Buffer[] = [];
          for (const line of lines) {
            const bytes = Buffer.from(line);
            written.push(bytes);
            appendFileSync(file, bytes);
            size += bytes.length;
            stream.grown();
            await Promise.resolve();
          }
          expect(await stream.end(5_000)).toBe(0);
          expect(held.equals(Buffer.concat(written))).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("that a store never takes is given up after its time, and how much is missing is known", async () => {
    const file = join(dir, "never.log");
    writeFileSync(file, "0123456789");
    const sent: number[] = [];
    const stream = createLogStream({
      file,
      size: () => 10,
      latencyMs: 1,
      send: async (offset) => {
        sent.push(offset);
        return { kind: "ok", value: { next_offset: 4 } };
      },
    });
    expect(await stream.end(40)).toBe(6);
    expect(sent[0]).toBe(0);
    expect(new Set(sent.slice(1))).toEqual(new Set([4]));
  });

  it("that is refused for good ends at once", async () => {
    const file = join(dir, "refused.log");
    writeFileSync(file, "0123456789");
    const stream = createLogStream({
      file,
      size: () => 10,
      send: async () => ({ kind: "refused", status: 413, message: "too large" }),
    });
    expect(await stream.end(5_000)).toBe(10);
  });
});
