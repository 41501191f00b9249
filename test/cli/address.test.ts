import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CliError } from "../../src/cli/cli-error.ts";
import { type AddressOptions, ask, readAddress } from "../../src/cli/factory-address.ts";

describe("which factory a command asks", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "adf-address-"));
    vi.stubEnv("ADF_ADMIN_TOKEN", "token-of-the-owner");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(dir, { recursive: true, force: true });
  });
  const state = (name: string, files: Record<string, string> = {}): string => {
    mkdirSync(join(dir, name), { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, name, file), text);
    return join(dir, name);
  };
  const refusal = (options: AddressOptions) => {
    try {
      readAddress(options);
    } catch (error) {
      if (error instanceof CliError) return { code: error.code, ...error.trouble };
    }
    throw new Error("it was taken");
  };
  const settings = (forge: string) => JSON.stringify({ worker_port: 1, admin_token: "t", forge });

  it("tells a folder without a factory from one that was set up, and from a damaged one, each with its start", () => {
    const none = state("none");
    expect(refusal({ state: none })).toEqual({
      code: 2,
      what: `there is no factory in ${none}`,
      why: "no start has left its state there",
      next: `npm start -- --state ${none}`,
    });
    const set_up = state("of one/.adf", { "secrets.json": "{}" });
    expect(refusal({ state: set_up })).toMatchObject({
      why: expect.stringContaining("it was set up, and no start has left its state there"),
      next: `npm start -- --config '${dir}/of one/orchestrator.toml'`,
    });
    for (const half of ['{"worker_port":1,', "", '{"worker_port":"x"}']) {
      const damaged = state("half", { "settings.json": half });
      expect(refusal({ state: damaged })).toMatchObject({
        what: `${damaged}/settings.json cannot be read`,
        next: expect.stringContaining(`npm start -- --state ${damaged} `),
      });
    }
  });

  it.each([
    ["embedded", ".adf", "npm start -- --state DIR/.adf"],
    ["https://git.example", "b/.adf", "npm start -- --config DIR/b/orchestrator.toml"],
    ["https://git.example", "c", "npm start -- --config DIR/orchestrator.toml --state DIR/c"],
    [
      "https://git.example ada/tides",
      "d",
      "npm start -- --gitea https://git.example --tokens tokens.json --repo ada/tides --state DIR/d",
    ],
  ])("names the start of a factory that does not run: of %s in %s", async (forge, folder, start) => {
    const address = readAddress({ state: state(folder, { "settings.json": settings(forge) }) });
    await expect(ask(address, "/state")).rejects.toMatchObject({
      code: 3,
      trouble: { what: "http://127.0.0.1:1 does not answer", next: start.replaceAll("DIR", dir) },
    });
  });

  it.each([
    ["127.0.0.1:8787", "it begins with https://"],
    ["ftp://factory.example", "it begins with https://"],
    ["https://ada:key@factory.example", "nobody logs in there"],
    ["https://factory.example/?page", "an address ends before ? and #"],
  ])("asks nobody at %s", (url, why) => {
    expect(refusal({ url, state: ".adf" })).toMatchObject({ code: 2, why: expect.stringContaining(why) });
  });

  it("does not take the dots of an example for a token, nor a token with a line of its own in it", () => {
    for (const token of ["…", "one two", "tokén"]) {
      vi.stubEnv("ADF_ADMIN_TOKEN", token);
      expect(refusal({ url: "https://factory.example", state: ".adf" })).toMatchObject({
        code: 2,
        what: "ADF_ADMIN_TOKEN is no token",
      });
    }
    vi.stubEnv("ADF_ADMIN_TOKEN", "token-of-the-owner\r\n");
    expect(readAddress({ url: "https://factory.example/", state: ".adf" })).toEqual({
      url: "https://factory.example",
      token: "token-of-the-owner",
    });
  });

  it("sends nobody who asks a deployed Worker to a start of this machine", async () => {
    const address = readAddress({ url: "http://127.0.0.1:1", state: ".adf" });
    await expect(ask(address, "/state")).rejects.toMatchObject({
      code: 3,
      trouble: {
        what: "http://127.0.0.1:1 does not answer",
        next: expect.stringContaining("curl http://127.0.0.1:1/healthz"),
      },
    });
  });

  it("says of an address with a path that a Worker has none, and not that its build is old", async () => {
    const server = createServer((_, answer) =>
      answer.writeHead(404).end('{"error":"not_found","message":""}'),
    );
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const trouble = (url: string) =>
      ask(readAddress({ url, state: ".adf" }), "/state").catch((error: CliError) => error.trouble);
    expect(await trouble(`${origin}/x`)).toMatchObject({ next: `--url ${origin}` });
    expect(await trouble(`${origin}/`)).toMatchObject({ why: "its build is older than this command's" });
    await new Promise((closed) => server.close(closed));
  });
});
