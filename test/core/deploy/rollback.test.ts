import { describe, expect, it } from "vitest";
import { type Annotation, annotate, readAnnotation } from "../../../src/core/deploy/annotation.ts";
import { chooseRollback, type Upload } from "../../../src/core/deploy/rollback.ts";

const said = (change: Partial<Annotation> = {}): Annotation => ({
  build: "worker-0.1.0+bbbbbbbbbb",
  config: "c1",
  contract: 2,
  store: 3,
  migration: "v1",
  ...change,
});
const upload = (version_id: string, change: Partial<Annotation> | null = {}): Upload => ({
  version_id,
  said: change === null ? null : said(change),
});
const OLD = { build: "worker-0.1.0+aaaaaaaaaa" };

describe("what an upload says of itself", () => {
  it("is read back as it was written", () => {
    expect(readAnnotation(annotate(said()))).toEqual(said());
  });

  it("is nothing for an upload that somebody else made", () => {
    for (const message of [
      undefined,
      "",
      "hotfix",
      "adf build=x",
      "adf build=x config=y contract=two store=3 migration=v1",
    ])
      expect(readAnnotation(message)).toBeNull();
  });
});

describe("a rollback", () => {
  it("goes to the newest upload that ran other code or another configuration", () => {
    const uploads = [upload("v4"), upload("v3"), upload("v2", OLD), upload("v1", { config: "c0" })];
    expect(chooseRollback(uploads, null)).toMatchObject({ ok: true, value: { version_id: "v2" } });
    expect(chooseRollback(uploads, "v1")).toMatchObject({ ok: true, value: { version_id: "v1" } });
  });

  it.each<[string, readonly Upload[], string | null, RegExp]>([
    [
      "over a Durable Object migration",
      [upload("b", { migration: "v2" }), upload("a", OLD)],
      null,
      /Durable Object migration lies in between \(v1 → v2\)/,
    ],
    [
      "to a build that cannot read the tables",
      [upload("b"), upload("a", { ...OLD, store: 2 })],
      null,
      /tables are at version 3 by now, and worker-0\.1\.0\+aaaaaaaaaa knows 2/,
    ],
    [
      "to another contract",
      [upload("b"), upload("a", { ...OLD, contract: 1 })],
      null,
      /speaks contract 1, and the runners speak 2/,
    ],
    [
      "to what nobody knows",
      [upload("b"), upload("a", null)],
      null,
      /the earlier upload was not made by adf deploy/,
    ],
    [
      "from what nobody knows",
      [upload("b", null), upload("a", OLD)],
      null,
      /what runs now was not made by adf deploy/,
    ],
    [
      "where nothing else was deployed",
      [upload("b"), upload("a")],
      null,
      /no earlier upload runs other code/,
    ],
    ["where nothing was deployed at all", [], null, /nothing has been deployed yet/],
    ["to a version that is not listed", [upload("b"), upload("a", OLD)], "zzz", /does not list zzz/],
    ["to what runs", [upload("b"), upload("a", OLD)], "b", /is what runs now/],
  ])("is refused %s, with why and what to do", (_, uploads, wanted, why) => {
    const chosen = chooseRollback(uploads, wanted);
    expect(chosen.ok).toBe(false);
    if (chosen.ok) return;
    expect(chosen.error.why).toMatch(why);
    expect(chosen.error.next).toMatch(/npx wrangler deployments list|npm run -s adf -- deploy/);
  });
});
