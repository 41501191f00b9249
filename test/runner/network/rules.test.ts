import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { reach } from "../../../src/runner/network/reach.ts";
import { admitsAddresses, admitsHost, loopbackPorts, readRules } from "../../../src/runner/network/rules.ts";
import fc from "../../support/fast-check.ts";

const rules = readRules(
  [
    "registry.npmjs.org",
    "*.pypi.org:443",
    "http.example:80",
    "any.example:*",
    "10.1.0.0/16:5432",
    "[fd00::7]:9",
  ],
  ["models.lan:11434"],
);

describe("what an allow-list lets through", () => {
  it.each<[string, number, boolean]>([
    ["registry.npmjs.org", 443, true],
    ["registry.npmjs.org", 80, false],
    ["evil-registry.npmjs.org", 443, false],
    ["registry.npmjs.org.evil.example", 443, false],
    ["files.pypi.org", 443, true],
    ["a.b.pypi.org", 443, true],
    ["pypi.org", 443, false],
    ["evilpypi.org", 443, false],
    ["http.example", 80, true],
    ["http.example", 443, false],
    ["any.example", 6379, true],
    ["10.1.2.3", 5432, true],
    ["10.1.2.3", 22, false],
    ["10.2.0.1", 5432, false],
    ["fd00::7", 9, true],
    ["fd00:0:0::7", 9, true],
    ["::ffff:10.1.2.3", 5432, true],
    // Spellings that a resolver would understand as an address, and a list must not.
    ["167838211", 5432, false],
    ["0xa010203", 5432, false],
    ["10.1.515", 5432, false],
    ["012.1.2.3", 5432, false],
  ])("%s port %i: %s", (host, port, expected) => {
    expect(admitsHost(rules, host, port)).toBe(expected);
  });
});

describe("where a listed name leads", () => {
  it.each<[string, string[], string]>([
    ["the open internet", ["104.16.0.35", "2606:4700::6810:23"], "ok"],
    ["the machine itself", ["127.0.0.1"], "private_address"],
    ["the machine itself, in IPv6", ["::1"], "private_address"],
    ["the machine itself, as IPv4 in IPv6", ["::ffff:127.0.0.1"], "private_address"],
    ["a private network", ["192.168.1.1"], "private_address"],
    ["a private network among others", ["104.16.0.35", "10.0.0.1"], "private_address"],
    ["carriers' addresses", ["100.64.0.1"], "private_address"],
    ["a cloud's metadata", ["169.254.169.254"], "never"],
    ["a cloud's metadata in IPv6", ["fd00:ec2::254"], "never"],
    ["a cloud's metadata as IPv4 in IPv6", ["::ffff:169.254.169.254"], "never"],
    ["the own link", ["fe80::1%eth0"], "never"],
    ["everybody", ["224.0.0.1"], "never"],
    ["nobody", ["0.0.0.0"], "never"],
    ["nowhere", [], "no_such_host"],
  ])("%s (%j): %s", (_where, addresses, expected) => {
    const found = admitsAddresses(rules, "registry.npmjs.org", 443, addresses);
    expect(found.ok ? "ok" : found.error).toBe(expected);
  });

  it("may be private where the address is listed too, on that port", () => {
    const both = readRules(["db.corp:5432", "10.1.0.0/16:5432", "db.corp:80"], []);
    expect(admitsAddresses(both, "db.corp", 5432, ["10.1.2.3"]).ok).toBe(true);
    expect(admitsAddresses(both, "db.corp", 80, ["10.1.2.3"]).ok).toBe(false);
  });

  it("may be private where the runner's owner configured the model there, but never a cloud's metadata", () => {
    expect(admitsHost(rules, "models.lan", 11434)).toBe(true);
    expect(admitsAddresses(rules, "models.lan", 11434, ["192.168.7.7"]).ok).toBe(true);
    expect(admitsAddresses(rules, "models.lan", 443, ["192.168.7.7"]).ok).toBe(false);
    expect(admitsAddresses(rules, "models.lan", 11434, ["169.254.169.254"]).ok).toBe(false);
    expect(
      admitsAddresses(readRules(["169.254.0.0/16:*"], []), "169.254.169.254", 80, ["169.254.169.254"]).ok,
    ).toBe(false);
  });

  it("is looked up once: a name that changes its mind leads to what was judged", async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const answers = [["127.0.0.1"], ["169.254.169.254"]];
    const rebinding = async () => answers.shift() ?? [];
    const list = readRules([`rebind.example:${port}`, `127.0.0.1:${port}`], []);
    const first = await reach(list, "rebind.example", port, rebinding);
    expect(first.ok && first.value.remoteAddress).toBe("127.0.0.1");
    expect(answers).toHaveLength(1);
    if (first.ok) first.value.destroy();
    expect(await reach(list, "rebind.example", port, rebinding)).toEqual({ ok: false, error: "never" });
    server.close();
  });

  it("is asked for only when it is listed: the query itself would carry words out", async () => {
    const never = () => Promise.reject(new Error("was looked up"));
    expect(await reach(rules, "c2VjcmV0.evil.example", 443, never)).toEqual({
      ok: false,
      error: "not_listed",
    });
  });

  it("is never inside, however the address is written, unless it is listed", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom("", "::ffff:"), (address, before) => {
        const [a = 0, b = 0] = address.split(".").map(Number);
        const inside =
          [0, 10, 127].includes(a) ||
          a >= 224 ||
          (a === 169 && b === 254) ||
          (a === 192 && b === 168) ||
          (a === 172 && b >= 16 && b < 32);
        const { ok } = admitsAddresses(rules, "registry.npmjs.org", 443, [`${before}${address}`]);
        expect(inside && ok).toBe(false);
      }),
    );
  });
});

it("ports of the machine's loopback are those that the list names by any of its names", () => {
  expect(
    loopbackPorts(readRules(["localhost:5432", "[::1]:6379", "127.0.0.0/8:*"], ["127.0.0.1:11434"])),
  ).toEqual([5432, 6379, 11434]);
});
