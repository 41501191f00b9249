import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isRenewal, lend } from "../../../src/runner/agents/login.ts";
import { usePlace } from "../../support/runner/adapter.ts";

const here = usePlace();

describe("a person's login on loan", () => {
  const before = JSON.stringify({ account: "me", oauth: { accessToken: "a".repeat(30), expiresAt: 1 } });
  const renewed = JSON.stringify({ account: "me", oauth: { accessToken: "b".repeat(30), expiresAt: 2 } });
  const at = ".cli/login.json";

  function borrowed(text = before) {
    const from = join(here.dir, "person.json");
    writeFileSync(from, text, { mode: 0o600 });
    const loan = lend({ kind: "file", from, to: at }, here.space.home);
    return { loan, from, copy: join(here.space.home, at) };
  }

  it("is the job's alone while it runs, and gone afterwards", () => {
    const { loan, copy, from } = borrowed();
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(loan.end()).toEqual({ kind: "unchanged" });
    expect(() => statSync(copy)).toThrow();
    expect(readFileSync(from, "utf8")).toBe(before);
  });

  it("comes back renewed, but not over one that somebody else renewed meanwhile", () => {
    const one = borrowed();
    writeFileSync(one.copy, renewed);
    expect(one.loan.end()).toEqual({ kind: "renewed" });
    expect(readFileSync(one.from, "utf8")).toBe(renewed);
    expect(statSync(one.from).mode & 0o777).toBe(0o600);
    const two = borrowed();
    writeFileSync(two.copy, renewed);
    writeFileSync(two.from, "newer");
    expect(two.loan.end()).toEqual({ kind: "unchanged" });
    expect(readFileSync(two.from, "utf8")).toBe("newer");
  });

  it("brings back nothing else that an agent put in its place", () => {
    for (const other of [
      "{}",
      "not json",
      JSON.stringify({ account: "thief", oauth: { accessToken: "b", expiresAt: 2 } }),
    ])
      expect(isRenewal(before, other)).toBe(false);
    const { loan, copy, from } = borrowed();
    rmSync(copy);
    symlinkSync(join(here.dir, "elsewhere"), copy);
    writeFileSync(join(here.dir, "elsewhere"), renewed);
    expect(loan.end()).toEqual({ kind: "unchanged" });
    expect(readFileSync(from, "utf8")).toBe(before);
  });

  it("is not taken away from its owner by a folder that the agent led there", () => {
    const owners = join(here.dir, "owner", ".cli");
    mkdirSync(owners, { recursive: true });
    writeFileSync(join(owners, "login.json"), before);
    const loan = lend({ kind: "file", from: join(owners, "login.json"), to: at }, here.space.home);
    rmSync(join(here.space.home, ".cli"), { recursive: true });
    symlinkSync(owners, join(here.space.home, ".cli"));
    expect(loan.end()).toEqual({ kind: "unchanged" });
    expect(readFileSync(join(owners, "login.json"), "utf8")).toBe(before);
  });

  it("does not end the job badly when the agent put a folder in its place", () => {
    const { loan, copy, from } = borrowed();
    rmSync(copy);
    mkdirSync(join(copy, "more"), { recursive: true });
    expect(loan.end()).toEqual({ kind: "unchanged" });
    expect(readFileSync(from, "utf8")).toBe(before);
  });
});
