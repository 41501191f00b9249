/** A Worker of any build, as far as the owner's API goes: answers what it is told to, and remembers what it was asked. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { FactoryState } from "../../../src/contract/state.ts";
import { NOTHING_SHARED, WELL } from "../../support/view.ts";

export interface ScriptedWorker {
  readonly url: string;
  readonly asked: string[];
  close(): Promise<void>;
}

export async function scriptedWorker(answers: Readonly<Record<string, unknown>>): Promise<ScriptedWorker> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { method, url = "/" } = request;
    asked.push(`${method} ${url}`);
    const answer = answers[url.replace("/api/v1", "")];
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { message: "There is nothing here." }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

const runner = (id: string, name: string, connected: boolean) => ({
  id,
  name,
  build: "runner-0.1.0",
  connected,
  last_seen_secs: connected ? 2 : 86_400,
  clis: ["claude"],
  layers: { sandbox: null, network: null, shim: null, hook: null, cgroup: null },
  unproven: [],
  machine: null,
  serves: null,
});

export const STATE: FactoryState = {
  build: "9c0ffee",
  version_id: null,
  contract: 1,
  config_hash: "0123456789abcdef",
  config_from: "bundle",
  scenario_version: "s1",
  store: 2,
  runner_build: null,
  projects: [
    {
      name: "tides",
      repo: "ada/tides",
      schedule: "0 1-9 * * *",
      timezone: "UTC",
      next_run_ms: null,
      paused: false,
      settled: true,
      mode: "auto",
      waits_for: null,
      synced: true,
      ...WELL,
      issues: [],
      work_items: [],
      effects: { proposed: 0, pending: 0, dead: 0 },
    },
  ],
  shared: NOTHING_SHARED,
  runners: [
    runner("r-1", "laptop", true),
    runner("r-2", "build-box", false),
    runner("r-3", "build-box", true),
  ],
};
