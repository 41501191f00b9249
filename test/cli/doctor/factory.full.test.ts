import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adf } from "../adf.ts";
import { type Rig, startRig } from "./rig.ts";

describe("doctor beside a real factory", () => {
  let rig: Rig;
  const statuses = async () => Object.fromEntries((await rig.doctor()).map((c) => [c.id, c.status]));

  beforeAll(async () => {
    rig = await startRig();
    // Something for the webhook to tell, that asks nothing of the agents.
    const label = rig.factory.forge?.admin.createLabel(rig.repo, { name: "adf/held", color: "cccccc" });
    await rig.owner.createIssue(rig.repo, { title: "Held", body: "", labels: [label?.id ?? 0] });
    await rig.said("webhook.delivered/pebbles", "ok");
    await rig.said("dispatch/pebbles", "ok");
    await rig.said("runner/this-machine", "ok");
  });
  afterAll(() => rig?.close());

  it("says ok of everything, ends with 0, and changes nothing", async () => {
    rig.factory.forge?.admin.resetRequests();
    const ran = await adf(["doctor", "--state", rig.home.dir, "--json"]);
    const { checks } = JSON.parse(ran.out) as { checks: { id: string; status: string; fact: string }[] };
    // Whether this machine can have one is not the factory's doing.
    const wrong = checks.filter((c) => c.status !== "ok" && c.id !== "sandbox");
    expect(wrong).toEqual([]);
    expect(checks.length).toBeGreaterThan(25);
    expect(ran.code).toBe(checks.some((c) => c.status === "fix") ? 1 : 0);
    const writes = Object.keys(rig.factory.forge?.admin.requests() ?? {}).filter(
      (r) => !/^(GET|HEAD) /.test(r),
    );
    expect(writes).toEqual([]);
    for (const token of Object.values(rig.home.settings.tokens)) expect(ran.out).not.toContain(token);
  });

  it("notices a webhook that was deleted, and that npm start brings it back", async () => {
    const hooks = await rig.owner.hooks(rig.repo);
    if (!hooks.ok) throw new Error(hooks.error.detail);
    for (const hook of hooks.value) await rig.owner.deleteHook(rig.repo, hook.id);
    const said = await rig.said("webhook/pebbles", "fix");
    expect(said.fact).toMatch(/has no webhook to .*\/webhooks\/gitea/);
    expect(said.fix).toContain("npm start");
  });

  it("notices a forge that is down, from both ends, blames no token, and does not hang", async () => {
    rig.factory.forge?.admin.fail({ refuse: true });
    const began = Date.now();
    const now = await statuses();
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(now).toMatchObject({
      worker: "ok",
      "forge.machine": "fix",
      "forge.worker": "fix",
      token: "unknown",
      "repository/pebbles": "unknown",
      "protection/pebbles": "unknown",
      "clock.forge": "unknown",
    });
    rig.factory.forge?.admin.fail(null);
    await rig.said("forge.worker", "ok");
  });

  it("notices a runner that was stopped", async () => {
    await rig.factory.runner.stop();
    const said = await rig.said("runner/this-machine", "fix");
    expect(said.fact).toMatch(/not there, last asked/);
    expect(said.fix).toContain("npm start");
  });

  it("after the next start: the webhook and the runner are back, and a token that went bad is named", async () => {
    await rig.restart({ tokens: { ...rig.home.settings.tokens, qa: "0123456789abcdef0123" } });
    await rig.said("runner/this-machine", "ok");
    const now = await statuses();
    expect(now).toMatchObject({ "webhook/pebbles": "ok", "token/qa": "fix", "token/reviewer": "ok" });
    const said = await rig.said("token/qa", "fix");
    expect(said.fact).toMatch(/token of qa is refused/);
    expect(said.fix).toContain("FORGE_TOKENS");
    expect(said.fact).not.toContain("0123456789abcdef0123");
  });
});
