import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examine } from "../../src/cli/doctor/examine.ts";
import { gather } from "../../src/cli/doctor/gather.ts";
import { seedSample } from "../../src/local/factory/sample.ts";
import { type EmbeddedForge, startForge } from "../../src/local/forge/server.ts";
import { type AccessDoor, accessDoor } from "../support/forge/access.ts";
import { looker } from "../support/journey/forge.ts";
import { issue, type Journey, sampleOf, startJourney } from "../support/journey/journey.ts";

const TOKEN = { client_id: "adf.access", client_secret: "the-secret-of-the-service-token" };

describe("a private forge behind Cloudflare Access", () => {
  let dir: string;
  let forge: EmbeddedForge;
  let door: AccessDoor;
  let journey: Journey;
  let owner: string;
  /** Requests that the door saw while the issue was closed. */
  let let_in: readonly string[];

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "adf-private-"));
    forge = await startForge({ dir });
    const sample = sampleOf([issue("shells", "")]);
    const { owner: token = "", ...tokens } = (await seedSample(forge, sample)).tokens;
    owner = token;
    door = await accessDoor(forge.url, TOKEN);
    journey = await startJourney({
      issues: [],
      own: { url: door.url, repo: sample.path, branch: "main", trusted: ["owner"], tokens, access: TOKEN },
    });
    await journey.worker.seen("item.done", { issue: 1 }, 60);
    await journey.settled();
    let_in = [...door.let_in];
  });
  afterAll(async () => {
    await journey?.close();
    await door?.close();
    await forge?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const lines = async () => {
    const state = journey.home.dir;
    return examine(await gather({ state, config: "none.toml" })).filter((c) => c.id.startsWith("forge."));
  };
  const forgeWorker = async () => (await lines()).find((c) => c.id === "forge.worker");

  it("closes an issue: polls, clones, pushes and merges through it, and is kept out not once", async () => {
    const seen = looker(forge.url, "owner/pebbles", owner);
    expect((await seen.get("/issues/1")).state).toBe("closed");
    expect((await journey.item(1)).phase).toBe("done");
    expect(door.kept_out).toEqual([]);
    const asked = let_in.join("\n");
    // The poll, the runner's fetch and its push, the merge.
    expect(asked).toMatch(/GET \/api\/v1\/repos\/owner\/pebbles\/issues\?/);
    expect(asked).toMatch(/POST \/owner\/pebbles\.git\/git-upload-pack/);
    expect(asked).toMatch(/POST \/owner\/pebbles\.git\/git-receive-pack/);
    expect(asked).toMatch(/POST \/api\/v1\/repos\/owner\/pebbles\/pulls\/\d+\/merge/);
  });

  it("the service token is in no log, and not with the runner or the agent", async () => {
    const said = JSON.stringify([journey.worker.lines, journey.runner.lines, journey.played()]);
    expect(said).not.toContain(TOKEN.client_secret);
    expect(said).not.toContain(TOKEN.client_id);
  });

  it("doctor says so, and tells a token that is refused from a forge that is down", async () => {
    expect(await forgeWorker()).toMatchObject({
      status: "ok",
      fact: expect.stringMatching(/answers as .* from where the Worker runs through Cloudflare Access/),
    });
    expect(await lines()).toContainEqual(
      expect.objectContaining({
        id: "forge.machine",
        status: "unknown",
        fact: expect.stringContaining("service token"),
      }),
    );

    door.rotate({ ...TOKEN, client_secret: "a new one" });
    expect(await forgeWorker()).toMatchObject({
      status: "fix",
      fact: expect.stringContaining("Cloudflare Access does not let in the service token"),
      fix: expect.stringContaining("npx wrangler secret put CF_ACCESS_CLIENT_SECRET"),
    });

    door.rotate(TOKEN);
    forge.admin.fail({ refuse: true });
    expect(await forgeWorker()).toMatchObject({
      status: "fix",
      fact: expect.stringMatching(/no forge answers .* behind Cloudflare Access: .*502/),
      fix: expect.stringContaining("cloudflared tunnel"),
    });
  });
});
