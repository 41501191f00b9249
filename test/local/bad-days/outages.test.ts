/** The outages of the sample, for real: a forge that answers nobody, and a folder that cannot be written. */
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { logOutage, putBack } from "../../../src/local/bad-days/outages.ts";
import { openRecordFolder } from "../../../src/local/logs/record-folder.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "adf-outage-"));
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(dir, { recursive: true, force: true });
});

const record = (seq: number) => ({
  seq,
  hash: String(seq),
  line: JSON.stringify({ seq, hash: String(seq) }),
});

it("the folder of the records refuses whoever writes, and has everything of before when it is back", () => {
  const folder = join(dir, "tides");
  const records = openRecordFolder(folder);
  records.append([record(1)]);
  const told: string[] = [];
  const outage = logOutage(folder, (text) => told.push(text));
  expect(outage.day()).toMatchObject({ happened: null, ended: null });
  outage.begin();
  expect(told).toHaveLength(1);
  expect(() => records.append([record(2)])).toThrow(/ENOTDIR/);
  expect(outage.day()).toMatchObject({ happened: expect.stringContaining("6 s"), ended: null });
  vi.advanceTimersByTime(6_000);
  records.append([record(2)]);
  expect(openRecordFolder(folder).last()?.seq).toBe(2);
  // What stands there is no chain of the factory: the outage is not called over.
  expect(outage.day().ended).toBeNull();
});

it("a start after a kill in the middle of an outage puts the folder back", () => {
  const folder = join(dir, "tides");
  mkdirSync(`${folder}.away`);
  appendFileSync(join(`${folder}.away`, "0000000001.ndjson"), "x\n");
  writeFileSync(folder, "");
  putBack(folder);
  putBack(folder);
  expect(existsSync(join(folder, "0000000001.ndjson"))).toBe(true);
});
