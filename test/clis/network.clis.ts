/** Real CLIs in a sandbox without a network: their model answers through the job's own door, and nobody else does. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { there } from "../runner/sandbox/machine.ts";
import { PATIENT, type Rig, startRig } from "./rig.ts";
import { ready } from "./versions.ts";

// Without bubblewrap, or where the kernel refuses it, the title says so.
describe.skipIf(there.missing !== null)(`a job with an allow-list${there.note}`, () => {
  let rig: Rig | null = null;
  afterEach(async () => {
    await rig?.close();
    rig = null;
  });

  it.each(ready())("lets %s reach its model, and nothing else", async (cli) => {
    rig = await startRig(cli);
    let visits = 0;
    const outside = createServer((_question, answer) => {
      visits += 1;
      answer.end("from outside");
    });
    await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
    const { port } = outside.address() as AddressInfo;
    const steps = [
      `curl -s -m 5 http://127.0.0.1:${port}/ >> tried; echo "loopback $?" >> tried`,
      'curl -s -m 5 http://denied.example/ >> tried; echo "name $?" >> tried',
      'curl -s -m 5 https://denied.example/ >> tried; echo "tunnel $?" >> tried',
      'curl -s -m 5 --noproxy "*" http://1.1.1.1/ >> tried; echo "direct $?" >> tried',
      'echo "export const sum = (a, b) => a + b;" > sum.js',
      "git add sum.js tried && git commit -qm 'Add'",
    ];
    const run = await rig.run(
      ({ turn }) =>
        turn === 0 ? { kind: "run", command: steps.join("; ") } : { kind: "say", text: "Done." },
      { limits: PATIENT, network: { mode: "allow-list", hosts: [] } },
      { sandbox: "require" },
    );
    outside.close();
    expect(run.report, run.log).toMatchObject({ outcome: "success", trouble: null });
    const tried = rig.bench.origin.git("show", `adf/${run.job}:tried`);
    const denied = run.records.filter(({ event }) => event === "network.denied").map(({ host }) => host);
    console.log(
      `${cli} | ${run.seconds.toFixed(1)} s | ${tried.split("\n").length} lines | refused ${denied.join(", ")}`,
    );
    expect(visits).toBe(0);
    expect(tried).toContain("loopback 7");
    expect(tried).toMatch(/denied\.example:80 cannot be reached: it is not on the allow-list.*name 0/s);
    expect(tried).toContain("tunnel 56");
    expect(tried).toContain("direct 7");
    expect(denied).toEqual(expect.arrayContaining(["denied.example:80", "denied.example:443"]));
    // Asked for a hundred times by nobody: neither updates nor statistics.
    expect(rig.model.refused).toEqual([]);
  });
});
