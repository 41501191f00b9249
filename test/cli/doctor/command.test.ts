import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { WorkerChecks } from "../../../src/contract/checks.ts";
import type { FactoryState } from "../../../src/contract/state.ts";
import { CONTRACT_VERSION } from "../../../src/contract/version.ts";
import { adf } from "../adf.ts";
import { checks, facts, forge, worker } from "./facts.ts";

const TOKEN = "the-admin-token-of-this-test";
let server: Server | undefined;

/** A Worker that answers from a script; `null` never answers. */
async function scripted(answers: Record<string, unknown>): Promise<string> {
  server = createServer((req, res) => {
    const path = (req.url ?? "").split("?")[0] ?? "";
    const shut = path !== "/healthz" && req.headers.authorization !== `Bearer ${TOKEN}`;
    const known = path in answers;
    res.writeHead(shut ? 401 : known ? 200 : 404, { "content-type": "application/json" });
    res.end(JSON.stringify(shut ? { error: "x", message: "Send the ADMIN_TOKEN." } : (answers[path] ?? {})));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const up = facts().worker;
const state: FactoryState | null = up.kind === "up" ? up.state : null;
const answers = (known: WorkerChecks, url: string) => ({
  "/healthz": { healthy: true, contract: CONTRACT_VERSION, build: "b-1" },
  "/api/v1/checks": { ...known, now_ms: Date.now(), forge_url: url },
  "/api/v1/state": state,
  "/api/v1/checks/forge": forge(),
});
const doctor = async (url: string, token = TOKEN) => {
  const ran = await adf(["doctor", "--url", url, "--json"], "", { ADF_ADMIN_TOKEN: token });
  const { checks: said } = JSON.parse(ran.out) as {
    checks: { id: string; status: string; fix: string | null }[];
  };
  return { ...ran, said: (id: string) => said.find((c) => c.id === id) };
};

describe("adf doctor", () => {
  afterEach(
    () => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))),
  );

  it("ends with 3 where no Worker answers, and still tells what this machine knows", async () => {
    const ran = await doctor("http://127.0.0.1:9");
    expect(ran.code).toBe(3);
    expect(ran.said("worker")).toMatchObject({ status: "fix", fix: "npm run -s adf -- deploy" });
    expect(ran.said("node")).toMatchObject({ status: "ok" });
  });

  it("ends with 3 in a folder where nothing was started, and says npm start", async () => {
    const ran = await adf(["doctor", "--state", "no-such-folder"]);
    expect(ran.code).toBe(3);
    expect(ran.out).toMatch(
      /^fix +worker +there is no factory in no-such-folder\n +fix: npm start -- --state no-such-folder$/m,
    );
    expect(ran.err).toBe("");
  });

  it("ends with 1 when the last tick of a deployment is older than three minutes", async () => {
    const url = await scripted(
      answers(worker({ projects: [checks({ tick_secs: 400 })] }), "http://127.0.0.1:9"),
    );
    const ran = await doctor(url);
    expect(ran.code).toBe(1);
    expect(ran.said("cron/tides")).toMatchObject({ status: "fix", fix: expect.stringContaining("crons") });
    // This machine cannot reach that forge, the Worker can: the two views are told apart.
    expect(ran.said("forge.machine")).toMatchObject({ status: "fix" });
    expect(ran.said("forge.worker")).toMatchObject({ status: "ok" });
  });

  it("says that the admin token is wrong, and does not print it", async () => {
    const url = await scripted(answers(worker(), "http://127.0.0.1:9"));
    const ran = await doctor(url, "a-wrong-token-of-some-length");
    expect(ran.code).toBe(1);
    expect(ran.said("worker")?.fix).toContain("ADF_ADMIN_TOKEN");
    expect(ran.out).not.toContain("a-wrong-token");
  });
});
