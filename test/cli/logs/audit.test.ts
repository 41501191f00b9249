/** What an operator reads when records were tampered with, and `adf logs -f` through a restart of the factory. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CliError } from "../../../src/cli/cli-error.ts";
import { EXIT } from "../../../src/cli/exit-codes.ts";
import { follow } from "../../../src/cli/logs/follow.ts";
import type { LogDocument } from "../../../src/contract/log.ts";
import { documentOf } from "../../../src/core/log/document.ts";
import { adf } from "../adf.ts";

const ORIGIN = { build: "b1", config: "c1", scenarios: "s1" };

function chain(length: number): LogDocument[] {
  const made: LogDocument[] = [];
  for (let seq = 1; seq <= length; seq++)
    made.push(
      documentOf({
        source: "tides",
        seq,
        at: Date.UTC(2026, 0, 5, 9, 0, seq),
        entry: {
          event: "job.running",
          level: "info",
          project: "tides",
          issue: seq,
          agent: "developer",
          ...ORIGIN,
        },
        prev: made.at(-1)?.hash ?? "",
      }),
    );
  return made;
}
const written = (records: readonly object[]): string => {
  const folder = mkdtempSync(join(tmpdir(), "adf-audit-"));
  const lines = records.map((r) => `${JSON.stringify(r)}\n`).join("");
  writeFileSync(join(folder, "0000000001.ndjson"), lines);
  return folder;
};
const verify = (folder: string, ...more: string[]) => adf(["audit", "verify", "--files", folder, ...more]);

describe("adf explain", () => {
  it("tells no other project's story than the one that was asked for", async () => {
    const folder = written(chain(3));
    const other = await adf(["explain", "2", "--files", folder, "--project", "atlas"]);
    expect(other.code).toBe(EXIT.usage);
    expect(other.err).toContain(`${folder} holds no records of atlas`);
    expect(other.err).toContain("they are those of tides");
    expect((await adf(["explain", "2", "--files", folder, "--project", "tides"])).code).toBe(EXIT.ok);
  });
});

describe("adf audit verify", () => {
  const whole = chain(5);

  it("names a record that was changed: which, where, what it says now, how far the rest is proven, and what next", async () => {
    const changed = whole.map((r) => (r.seq === 3 ? { ...r, agent: "mallory" } : r));
    const folder = written(changed);
    const { code, out } = await verify(folder);
    expect(code).toBe(EXIT.no);
    expect(out).toContain("broken: record 3 is not what was written");
    expect(out).toContain(`where: ${join(folder, "0000000001.ndjson")}:3`);
    expect(out).toContain("#3, job.running: mallory's job began");
    expect(out).toContain(`1 to 2 are whole, and end with the hash ${whole[1]?.hash}`);
    expect(out).toContain("next: compare with the factory's own: npm run -s adf -- audit verify");
  });

  it("names a hole, with the record behind it", async () => {
    const { out } = await verify(written(whole.filter((r) => r.seq !== 4)));
    expect(out).toContain("record 4 is missing: 5 follows 3");
    expect(out).toContain("behind the hole: record 5");
  });

  it("finds a chain that was written anew by a hash that was noted before", async () => {
    const noted = whole[3]?.hash ?? "";
    const same = await verify(written(whole), "--holds", noted);
    expect([same.code, same.out]).toEqual([0, expect.stringContaining("the hash that you noted is in it")]);
    const anew = await verify(written(chain(3)), "--holds", noted, "--json");
    expect(anew.code).toBe(EXIT.no);
    expect(JSON.parse(anew.out)).toMatchObject({ chains: [{ broken: null, holds: false }] });
    expect((await verify(written(whole), "--holds", "5ad1")).code).toBe(EXIT.usage);
  });
});

describe("adf logs -f", () => {
  it("goes on where it was when the factory comes back, says both once, and ends on what no waiting mends", async () => {
    const away = new CliError(EXIT.unreachable, {
      what: "http://factory does not answer",
      why: "",
      next: "",
    });
    const refused = new CliError(EXIT.refused, { what: "it refused", why: "", next: "" });
    const answers = [null, away, away, null, refused];
    const said: string[] = [];
    let looks = 0;
    const look = async () => {
      const answer = answers[looks++];
      if (answer) throw answer;
    };
    await expect(follow(look, { every_ms: 0, say: (text) => said.push(text) })).rejects.toBe(refused);
    expect(looks).toBe(5);
    expect(said).toEqual([
      "http://factory does not answer; I go on when it does. Ctrl-C ends this.",
      "It answers again.",
    ]);
  });
});
