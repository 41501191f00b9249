import { afterEach, describe, expect, it } from "vitest";
import { CliError, formatTrouble } from "../../../src/cli/cli-error.ts";
import { describe as describeState } from "../../../src/cli/commands/status.ts";
import { readAnswer, skewOf } from "../../../src/cli/skew/builds.ts";
import { cliBuild } from "../../../src/cli/skew/cli-build.ts";
import { readAcross } from "../../../src/cli/skew/read-across.ts";
import { FactoryState } from "../../../src/contract/state.ts";
import { CONTRACT_VERSION } from "../../../src/contract/version.ts";
import { adf } from "../adf.ts";
import { type ScriptedWorker, STATE, scriptedWorker } from "./old-and-new.ts";

let worker: ScriptedWorker | undefined;
afterEach(() => worker?.close());

async function status(said: unknown, ...options: string[]) {
  worker = await scriptedWorker({ "/state": said });
  return adf(["status", "--url", worker.url, ...options], "", { ADF_ADMIN_TOKEN: "t" });
}
const [tides] = STATE.projects;

describe("adf status", () => {
  it("names what lifts each stop, and the variable of a deployed Worker alone", () => {
    const stop = { name: "", verb: "pause", by: "ada", why: "", since_secs: 60, left: 0 } as const;
    const stops = [
      { ...stop, scope: "everything" as const },
      { ...stop, scope: "agent" as const, name: "developer" },
    ];
    const said = { ...STATE, config_from: "variable", projects: [{ ...tides, stops }] };
    const shown = (deployed: boolean) => [...describeState(FactoryState.parse(said), deployed)].join("\n");
    expect(shown(false)).toContain("everything: paused by ada 60 s ago. Lift it: npm run -s adf -- resume\n");
    expect(shown(false)).toContain("Lift it: npm run -s adf -- resume --agent developer");
    expect(shown(false)).not.toContain("ADF_CONFIG");
    expect(shown(true)).toContain("of the variable ADF_CONFIG");
  });
});

describe("adf status of a Worker of another build", () => {
  it("newer: shows everything it knows, and names both builds, what it left out, and the upgrade of this side", async () => {
    const said = { ...STATE, projects: [{ ...tides, spent_today: 3 }] };
    const { code, out, err } = await status(said);
    expect(code).toBe(0);
    expect(out).toContain("tides (ada/tides): nothing to do");
    expect(err).toBe(
      `Two builds: the Worker is build 9c0ffee (contract 1), and this adf is build ${cliBuild()} (contract ${CONTRACT_VERSION}).
  said by the Worker and not known here: projects[0].spent_today
  next: git pull && npm ci
`,
    );
  });

  it("older: is shown as far as it can be read, and told how to deploy; for a script the answer is as it came", async () => {
    const { waits_for: _, ...older } = tides ?? {};
    const said = { ...STATE, projects: [older, { ...tides, name: "moons" }] };
    const across = readAcross(FactoryState, said);
    expect(across?.value.projects.map((one) => one.name)).toEqual(["moons"]);
    const skew = skewOf(said, across ?? { value: null, beyond: [], unread: [] });
    expect(skew?.left_out).toEqual(["left out, because it cannot be read here: projects[0].waits_for"]);
    expect(skew?.next).toMatch(/^npm run .*deploy/);
    const { code, out } = await status(said, "--json");
    expect([code, JSON.parse(out)]).toEqual([0, said]);
  });

  it("that cannot be understood at all: is refused in words", () => {
    const refused = (said: unknown) => {
      try {
        return readAnswer(FactoryState, said, "http://w");
      } catch (error) {
        return error instanceof CliError ? formatTrouble(error.trouble) : error;
      }
    };
    expect(refused({ build: "f00d", contract: 7 })).toContain(
      `the Worker is build f00d (contract 7), and this adf is build ${cliBuild()}`,
    );
    expect(refused({ hello: "world" })).toContain("http://w answers, and not as a factory does");
  });
});
