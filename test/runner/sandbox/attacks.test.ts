import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Bench, child, createBench, makeOffer } from "../../support/runner/bench.ts";
import { there } from "./machine.ts";

let bench: Bench;
let home: string;
const servers: Server[] = [];
beforeEach(async () => {
  bench = await createBench();
  home = mkdtempSync(join(homedir(), ".adf-attack-test-"));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  rmSync(home, { recursive: true, force: true });
  await bench.close();
});

async function listen(path: string): Promise<string> {
  mkdirSync(dirname(path), { recursive: true });
  const server = createServer((socket) => socket.end());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return path;
}

// Without bubblewrap, or where the kernel refuses it, the title says so.
describe.skipIf(there.missing !== null)(`the walls of the sandbox${there.note}`, () => {
  it("hold against each of these", async () => {
    const secret = join(home, "secret");
    writeFileSync(secret, "the secret");
    const mark = process.pid;
    const sockets = await Promise.all(
      [
        // As of ssh agents and X servers; of docker, D-Bus and systemd; of an agent of keys; of services that live elsewhere.
        join("/tmp", `adf-ssh-${mark}`, "agent.1"),
        join("/run", `adf-${mark}`, "docker.sock"),
        join(home, "S.gpg-agent"),
        ...(process.getuid?.() === 0 ? [join("/var/lib", `adf-${mark}`, "mysql.sock")] : []),
      ].map(listen),
    );
    const checkout = join(bench.stateDir, "work");
    const target = JSON.stringify({ secret, home: homedir(), runner: process.pid, sockets, checkout });
    const report = await bench.runAgent(makeOffer({ job: "attacker" }), child("attacks", target), {
      sandbox: "require",
    });
    for (const path of sockets)
      if (!path.startsWith(home)) rmSync(dirname(path), { recursive: true, force: true });
    expect(report, bench.worker.logs.get("attacker")?.toString()).toMatchObject({ outcome: "success" });
    const walls = JSON.parse(bench.origin.git("show", "adf/attacker:walls.json")) as Record<string, string>;
    expect(Object.keys(walls).length).toBeGreaterThan(30);
    expect(Object.entries(walls).filter(([, end]) => end !== "no")).toEqual([]);
  });
});
