import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepRecords } from "../../../src/local/logs/keep-records.ts";
import { openLineFile } from "../../../src/local/logs/line-file.ts";
import { openRecordFolder } from "../../../src/local/logs/record-folder.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "adf-logs-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const record = (seq: number) => ({ seq, hash: `h${seq}`, line: JSON.stringify({ seq, hash: `h${seq}` }) });
const written = (folder = dir) =>
  readdirSync(folder)
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n"))
    .map((line) => (JSON.parse(line) as { seq: number }).seq);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe("the file of lines", () => {
  it("does not grow for ever, is private, and holds what was cleaned", () => {
    const path = join(dir, "sub", "factory.ndjson");
    const keep = openLineFile(path, {
      max_bytes: 100,
      kept: 2,
      clean: (line) => line.replace("secret", "***"),
    });
    for (let n = 0; n < 40; n += 1) keep(`line ${n} with a secret`);
    expect(readdirSync(join(dir, "sub")).sort()).toEqual([
      "factory.ndjson",
      "factory.ndjson.1",
      "factory.ndjson.2",
    ]);
    expect(readFileSync(path, "utf8")).toContain("line 39 with a ***");
    expect(statSync(path).mode & 0o077).toBe(0);
  });
});

describe("the folder of records", () => {
  it("goes on where its files end, after a line that a crash cut short too", () => {
    openRecordFolder(dir).append(upTo(3).map(record));
    appendFileSync(join(dir, readdirSync(dir)[0] ?? ""), '{"seq":4,"ha');
    const again = openRecordFolder(dir);
    expect(again.last()).toEqual({ seq: 3, hash: "h3" });
    again.append([record(4)]);
    expect(written()).toEqual([1, 2, 3, 4]);
  });

  it("begins a new file at its limit, and keeps the newest", () => {
    const folder = openRecordFolder(dir, 100, 3);
    folder.append(upTo(60).map(record));
    expect(readdirSync(dir)).toHaveLength(3);
    expect(written().at(-1)).toBe(60);
    expect(openRecordFolder(dir, 100, 3).last()?.seq).toBe(60);
  });
});

describe("the keeper", () => {
  let server: Server;
  let have: { seq: number; hash: string }[];
  let failing: boolean;
  beforeEach(async () => {
    have = upTo(5).map((seq) => ({ seq, hash: `h${seq}` }));
    failing = false;
    server = createServer((request, response) => {
      const after = Number(new URL(request.url ?? "", "http://x").searchParams.get("after"));
      if (failing) response.writeHead(500).end("{}");
      else response.end(JSON.stringify({ records: have.filter((r) => r.seq > after).slice(0, 2) }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => {
    server.close();
  });

  const trouble: string[] = [];
  const keeper = () =>
    keepRecords({
      dir,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      token: "t",
      projects: ["tides"],
      every_ms: 60_000,
      onTrouble: (reason) => void trouble.push(reason),
    });

  it("writes each record once over starts and failures, and says of a failure once that it began", async () => {
    await keeper().stop();
    have.push({ seq: 6, hash: "h6" });
    failing = true;
    await keeper().stop();
    expect(trouble).toEqual(["the Worker answered 500 when it was asked for records"]);
    failing = false;
    await keeper().stop();
    expect(written(join(dir, "tides"))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("puts the files of another factory aside, and begins anew", async () => {
    await keeper().stop();
    have = [{ seq: 1, hash: "other" }];
    await keeper().stop();
    expect(readdirSync(dir).sort()).toEqual(["tides", "tides.until-5-h5"]);
    expect(written(join(dir, "tides"))).toEqual([1]);
  });
});
