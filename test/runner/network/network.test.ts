import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OfferedNetwork } from "../../../src/contract/runner.ts";
import { type Bench, child, createBench, makeOffer } from "../../support/runner/bench.ts";
import { there } from "../sandbox/machine.ts";

/** An address of this machine that is not its loopback, so that only a route leads there. */
const elsewhere = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ internal, family }) => !internal && family === "IPv4")?.address;
const missing =
  there.missing ?? (elsewhere === undefined ? "this machine has no address but loopback" : null);

let bench: Bench;
const servers: { close(): void }[] = [];
beforeEach(async () => {
  bench = await createBench();
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await bench.close();
});

const serve = async (says: string, host: string): Promise<number> => {
  const server: Server = createServer(({ url, headers }, answer) =>
    answer.end(`${says} ${url} for ${headers.host}`),
  );
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
};

async function roam(network: (port: number, forwarded: number) => OfferedNetwork) {
  const host = elsewhere ?? "";
  const port = await serve("the world", host);
  const outside = await serve("the machine", "127.0.0.1");
  const forwarded = await serve("a database", "127.0.0.1");
  const abstract = `adf-test-${process.pid}`;
  const unix = createSocketServer((socket) => socket.end());
  servers.push(unix);
  await new Promise<void>((resolve) => unix.listen(`\0${abstract}`, resolve));
  const job = "roamer";
  bench.worker.offer(makeOffer({ job, network: network(port, forwarded) }));
  const target = JSON.stringify({ host, port, outside, forwarded, abstract });
  const running = bench.start({ child: child("roams", target) }, { sandbox: "require" });
  const { report } = await bench.worker.until(() => bench.worker.finished.get(job));
  running.stopTaking();
  await running.ended;
  expect(report, bench.worker.logs.get(job)?.toString()).toMatchObject({ outcome: "success" });
  const ends = JSON.parse(bench.origin.git("show", `adf/${job}:roamed.json`)) as Record<string, string>;
  return { ends, host, port, records: running.records, log: bench.worker.logs.get(job)?.toString() ?? "" };
}

// Without bubblewrap, or where the kernel refuses it, the title says so.
describe.skipIf(missing !== null)(`a job with a network of its own (${missing ?? "bubblewrap"})`, () => {
  it("reaches what is listed through the proxy, and nothing else by any way", async () => {
    const { ends, host, port, records, log } = await roam((at, forwarded) => ({
      mode: "allow-list",
      hosts: [`${elsewhere}:${at}`, `127.0.0.1:${forwarded}`],
    }));
    const no = (target: string) => expect.stringMatching(new RegExp(`^403 ${target} cannot be reached: `));
    expect(ends).toEqual({
      interfaces: "lo",
      "loopback of the machine": "ECONNREFUSED",
      "another address of the machine": "ENETUNREACH",
      "the internet": "ENETUNREACH",
      datagram: "ENETUNREACH",
      "a name": expect.stringMatching(/^E(?:AI_AGAIN|NOTFOUND)$/),
      "abstract socket": "ECONNREFUSED",
      "a raw socket": 1,
      "own server": "mine",
      listed: `200 the world /hello?x=1 for ${host}:${port}`,
      "listed under another name": `200 the world / for ${host}:${port}`,
      "listed, by a tunnel": expect.stringContaining("the world /deep"),
      "listed, of the machine itself": expect.stringMatching(/^a database \/ for 127/),
      "not listed": no("denied.example:443"),
      "not listed, plain": no("denied.example:80"),
      "listed, but another port": no(`${host}:22`),
      metadata: no("169.254.169.254:80"),
      "metadata, by a tunnel": no("169.254.169.254:80"),
      private: no("10.0.0.1:443"),
      "the machine itself": no("127.0.0.1:\\d+"),
      "the machine itself, otherwise spelt": no("2130706433:\\d+"),
      "the machine itself, in IPv6": no("\\[::ffff:127.0.0.1\\]:\\d+"),
      nonsense: no("http://x"),
      "guard, yes": "0 ",
      "guard, no": expect.stringMatching(/^126 rm: Refused by the guard/),
    });
    const denied = records.filter(({ event }) => event === "network.denied").map(({ host: asked }) => asked);
    expect(denied).toContain("denied.example:443");
    expect(denied.filter((asked) => asked === "169.254.169.254:80")).toHaveLength(1);
    expect(log).toContain("[network] refused denied.example:443: it is not on the allow-list of this job\n");
    expect(ends["not listed"]).toContain('"hosts" of [[projects]]');
  });

  it("reaches nothing at all where it has none, and still asks the guard", async () => {
    const { ends, records } = await roam(() => ({ mode: "none", hosts: [] }));
    const { interfaces, "own server": own, "guard, yes": yes, "guard, no": no } = ends;
    expect([interfaces, own, yes]).toEqual(["lo", "mine", "0 "]);
    expect(no).toMatch(/^126 rm: Refused by the guard/);
    expect(ends["listed, of the machine itself"]).toBe("ECONNREFUSED");
    for (const [way, end] of Object.entries(ends))
      if (end.startsWith?.("200") || end === "connected" || end === "sent") throw new Error(`${way}: ${end}`);
    expect(ends.listed).toContain("this job has no network");
    expect(records.map(({ event }) => event)).toContain("network.denied");
  });
});

describe("where there is no sandbox", () => {
  it("a job with a limited network is refused, with what is to be done", async () => {
    const report = await bench.runJob(
      "commits",
      { network: { mode: "none", hosts: [] } },
      { sandbox: "off" },
    );
    expect(report).toMatchObject({
      outcome: "spawn_failed",
      detail: expect.stringMatching(/limits its agents' network, and this runner was told to do without/),
    });
  });
});
