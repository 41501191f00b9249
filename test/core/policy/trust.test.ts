import { describe, expect, it } from "vitest";
import { isTrusted, trustedIn, trustOf } from "../../../src/core/policy/trust.ts";

const known = [
  { login: "ada", role: "trusted", id: 1 },
  { login: "grace", role: "trusted", id: 2 },
  { login: "coordinator", role: "account", id: 9 },
] as const;
const by = (login: string, id: number) => ({ login, id });

describe("whom the factory trusts", () => {
  it("is whom the configuration names now: who was taken out of the list is a stranger at once", () => {
    expect(isTrusted(trustOf(["ada", "grace"], known), by("grace", 2))).toBe(true);
    expect(isTrusted(trustOf(["ada"], known), by("grace", 2))).toBe(false);
    expect(isTrusted(trustOf(["ada"], known), by("ada", 1))).toBe(true);
  });

  it("is the person that was first seen under a login, renamed or not, and not who took the login over", () => {
    const trust = trustOf(["ada"], known);
    expect(isTrusted(trust, by("ada-lovelace", 1))).toBe(true);
    expect(isTrusted(trust, by("ada", 77))).toBe(false);
  });

  it("is in a project with a list of its own whom that list names, and nobody else of the deployment", () => {
    const config = { gitea: { url: "https://git.example", via: "direct" as const, trusted: ["ada"] } };
    expect(trustedIn(config, {})).toEqual(["ada"]);
    expect(trustedIn(config, { trusted: ["grace"] })).toEqual(["grace"]);
  });

  it("goes by the name alone until the id was read, and keeps our own accounts apart", () => {
    const trust = trustOf(["new"], known);
    expect(isTrusted(trust, by("new", 5))).toBe(true);
    expect([...trust.accounts]).toEqual([9]);
    expect(isTrusted(trust, by("coordinator", 9))).toBe(false);
  });
});
