import { describe, expect, it } from "vitest";
import { createRedactor } from "../../../src/core/redact/redact.ts";
import fc from "../../support/fast-check.ts";

const KEY = "sk-live-0123456789";
const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl";
const PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nabc+/=\n-----END RSA PRIVATE KEY-----";
/** Put together here, so that no scanner of repositories takes this page for a leak. */
const SLACK = ["xoxb", "123456-abcdef"].join("-");

describe("a secret whose value is known", () => {
  const secret = fc.string({ minLength: 8, maxLength: 40, unit: "grapheme" });

  it("is found as itself, in an address, in JSON, in hexadecimal and in base64 at each alignment", () => {
    fc.assert(
      fc.property(secret, fc.nat(8), (key, offset) => {
        const { text } = createRedactor([key]);
        const bytes = Buffer.from(key);
        const inBase64 = Buffer.concat([Buffer.alloc(offset, "x"), bytes, Buffer.from("yz")]);
        for (const form of [
          key,
          encodeURIComponent(key),
          JSON.stringify(key).slice(1, -1),
          bytes.toString("hex"),
          bytes.toString("hex").toUpperCase(),
          inBase64.toString("base64"),
          inBase64.toString("base64url"),
        ])
          expect(text(`a ${form} b`)).toContain("***");
      }),
    );
  });

  it("is found in every string of plain data, and nothing else of the data changes", () => {
    const data = { n: 1, none: null, list: [`x${KEY}y`, true], deep: { text: "plain" } };
    expect(createRedactor([KEY]).data(data)).toEqual({ ...data, list: ["x***y", true] });
  });
});

describe("a credential that nobody told us", () => {
  const { text } = createRedactor();

  it.each([
    ["of GitHub", `remote: ghp_${"a1".repeat(18)} rejected`],
    ["of GitLab", "token glpat-abcdef123456"],
    ["of Slack", `use ${SLACK}`],
    ["of a model's maker", "OPENAI_API_KEY=sk-proj-abcdef123456"],
    ["of AWS", "AKIAIOSFODNN7EXAMPLE"],
    ["that is a JSON Web Token", `got ${JWT}.`],
    ["in a header", "curl -H 'Authorization: token 0123456789abcdef0123456789abcdef01234567'"],
    ["in an address", "https://bot:hunter2@git.example/a/b"],
    ["that is a private key", `key:\n${PEM}\n`],
  ])("%s is masked", (_what, given) => {
    const clean = text(given);
    expect(clean).toContain("***");
    expect(clean).not.toMatch(/ghp_a|glpat-|xoxb|sk-proj|AKIA|eyJ|0123456789abcdef|hunter2|MIIE/);
  });

  it.each([
    "the task-management page of risk-assessment-tool",
    "commit 0123456789abcdef0123456789abcdef01234567",
    "http://127.0.0.1:8787/api/v1/state and https://git.example:3000/a@b",
    'curl -H "authorization: Bearer $ADF_ADMIN_TOKEN"',
    "the token expired yesterday",
    "-----BEGIN CERTIFICATE-----",
  ])("and this is none: %s", (given) => {
    expect(text(given)).toBe(given);
  });
});

describe("a stream", () => {
  const { text, stream } = createRedactor([KEY, "pässword-ünder-cover"]);
  const whole = [
    `begin ${KEY} middle ${encodeURIComponent(`${KEY}/+`)} ${KEY}${KEY} end`,
    "pässword-ünder-cover, and task-management",
    `Authorization: Bearer abcdef123456 ghp_${"b2".repeat(18)}, ${JWT}`,
    `${PEM} AKIAIOSFODNN7EXAMPLE https://bot:hunter2@git.example http://127.0.0.1:8787 sk-liv`,
  ].join("\n");
  const bytes = Buffer.from(whole).toString("latin1");
  const want = Buffer.from(text(whole)).toString("latin1");

  it("gives the same wherever the pipe cuts it, within a character too", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        const out = stream();
        const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const parts = edges.slice(1).map((edge, n) => out.write(bytes.slice(edges[n], edge)));
        expect(parts.join("") + out.end()).toBe(want);
      }),
    );
  });

  it("gives the same byte by byte", () => {
    const out = stream();
    expect([...bytes].map((byte) => out.write(byte)).join("") + out.end()).toBe(want);
  });

  it("holds no ordinary line back", () => {
    const out = stream();
    for (const line of ["ok 1 - reads the tide\n", "npm warn deprecated\n", "100% done.\n"])
      expect(out.write(line)).toBe(line);
  });

  it("keeps bounded memory, whatever it reads", () => {
    const out = stream();
    let given = 0;
    for (let n = 0; n < 40; n += 1) given += out.write(`${n === 0 ? "sk-" : ""}${"a".repeat(5_000)}`).length;
    expect(given).toBeGreaterThan(5_000 * 36);
  });
});
