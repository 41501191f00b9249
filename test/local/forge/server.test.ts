import { request } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startForge } from "../../../src/local/forge/server.ts";
import { git, type Rig, startRig } from "./rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterEach(() => rig.forge.admin.fail(null));
afterAll(() => rig.close());

const withHost = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const call = request(`${rig.forge.url}/api/v1/version`, { headers: { host } }, (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    call.on("error", reject);
    call.end();
  });

describe("the server", () => {
  it("answers on loopback names only, so that no site can borrow its own name for this address", async () => {
    expect(await withHost(new URL(rig.forge.url).host)).toBe(200);
    expect(await withHost("localhost:1")).toBe(200);
    expect(await withHost("evil.example")).toBe(421);
    expect(await withHost("127.0.0.1.evil.example")).toBe(421);
  });
  it("can be down in three ways, and comes back", async () => {
    const { admin } = rig.forge;
    admin.fail({ status: 503 });
    expect((await rig.call("owner", "GET", "/version")).status).toBe(503);
    expect((await git(rig.dir, "ls-remote", rig.cloneUrl(null))).code).not.toBe(0);
    admin.fail({ refuse: true });
    await expect(rig.call("owner", "GET", "/version")).rejects.toThrow();
    admin.fail({ delay_ms: 50 });
    const before = performance.now();
    expect((await rig.call("owner", "GET", "/version")).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(45);
    admin.fail(null);
    expect((await rig.call("owner", "GET", "/version")).status).toBe(200);
  });
  it("counts what was asked, by route", async () => {
    const { admin } = rig.forge;
    admin.resetRequests();
    await rig.repo("owner", "GET", "/issues");
    await rig.repo("owner", "GET", "/issues");
    await rig.repo("owner", "GET", "/issues/999");
    await git(rig.dir, "ls-remote", rig.cloneUrl(null));
    expect(admin.requests()).toMatchObject({
      "GET /repos/:owner/:repo/issues": 2,
      "GET /repos/:owner/:repo/issues/:index": 1,
      "GIT info/refs git-upload-pack": 1,
    });
  });
  it("answers an unknown path, a broken body and a wrong type in the form of Gitea", async () => {
    const lost = await rig.call("owner", "GET", "/no/such/path");
    expect(lost).toMatchObject({ status: 404, json: { message: "not found", errors: null } });
    expect((await rig.repo("owner", "POST", "/issues", { title: 7 })).status).toBe(422);
    expect((await rig.repo("owner", "GET", "/issues/1e3")).status).toBe(404);
  });
  it("says why it could not start, and leaves nothing behind", async () => {
    const port = Number(new URL(rig.forge.url).port);
    await expect(startForge({ dir: join(rig.dir, "second"), port })).rejects.toThrow(
      /could not start: .*EADDRINUSE/,
    );
  });
  it("gives an account and a repository their place once, however often they are asked for", () => {
    const { admin } = rig.forge;
    expect(admin.createAccount({ login: "Owner" }).id).toBe(admin.createAccount({ login: "owner" }).id);
    expect(admin.hasRepo("owner/sample")).toBe(true);
    expect(() => admin.createToken("nobody", [])).toThrow(/no account "nobody"/);
  });
});
