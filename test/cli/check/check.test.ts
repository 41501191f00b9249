import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clock, firingsOf } from "../../../src/cli/check/firings.ts";
import { OrchestratorConfig } from "../../../src/contract/config.ts";
import { adf } from "../adf.ts";

const GOLDEN = resolve(import.meta.dirname, "../../core/config");
const accepted = (name: string): string => join(GOLDEN, "accepted", `${name}.toml`);
const broken = (name: string): string => join(GOLDEN, "broken", `${name}.toml`);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "adf-check-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("adf check", () => {
  it("says that a file is in order, with its scenarios and the next three firings in the person's own time", async () => {
    const { code, out, err } = await adf(["check", accepted("two-projects")], "", { TZ: "Europe/Vienna" });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("two-projects.toml is in order");
    expect(out).toMatch(/scenarios \w+: planning_tier 80, implementation_tier 50, review_tier 40/);
    expect(out).toContain(
      'project tides: "30 22 * * 1-5" in America/New_York; next, in Europe/Vienna (here) and',
    );
    const times = out.split("\n").filter((line) => /^ {4}\w{3} \d/.test(line));
    expect(times).toHaveLength(6);
    for (const line of times)
      expect(line).toMatch(/^ {4}\w{3} \d+ \w{3} \d{4}, \d\d:\d\d {3}\w{3} \d+ \w{3} \d{4}, \d\d:\d\d$/);
  });

  it("prints complaints as a compiler does: errors first, then warnings, then notes, then what to do", async () => {
    const { code, out } = await adf(["check", broken("predecessor-whole")]);
    expect(code).toBe(1);
    const kinds = [...out.matchAll(/^\S+:\d+:\d+: (\w+): /gm)].map(([, kind]) => kind);
    expect(kinds).toEqual(
      [...kinds].sort(
        (a, b) => "error warning note".indexOf(a ?? "") - "error warning note".indexOf(b ?? ""),
      ),
    );
    expect(out).toContain(
      `predecessor-whole.toml:37:3: error: [[agents]] "twins-coordinator" has no "role"\n  37 | [[agents]]\n         ^^^^^^\n`,
    );
    expect(out).toMatch(/: 4 errors, \d+ warnings, \d+ notes\n {2}nothing may be deployed like this/);
  });

  it("names the folder of scenarios that it was given", async () => {
    const { code, out } = await adf(["check", accepted("two-projects"), "--scenarios", folder]);
    expect(code).toBe(1);
    expect(out).toMatch(/^\S*adf-check-\w+:1:1: error: no scenario file with a route/m);
    const route = await adf(["route", "fix it", "--scenarios", folder]);
    expect(route.err).toMatch(/ \S*adf-check-\w+:1:1: error: no scenario file with a route/);
  });

  it("knows a file that a Windows shell wrote", async () => {
    const file = join(folder, "utf-16.toml");
    await writeFile(file, Buffer.from('\ufeff[gitea]\r\nurl = "https://git.example"\r\n', "utf16le"));
    const { code, out } = await adf(["check", file]);
    expect(code).toBe(1);
    expect(out).toContain("it looks like UTF-16; save it as UTF-8\n");
  });

  it("sends nobody to setup for what is there and cannot be read", async () => {
    const { code, err } = await adf(["check", folder]);
    expect(code).toBe(2);
    expect(err).toContain("next: name a file that can be read: npm run -s adf -- check FILE\n");
  });

  it("prints one JSON document of a stable shape with --json, and nothing else", async () => {
    const { code, out, err } = await adf(["check", "--json", broken("unknown-key")]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(JSON.parse(out)).toEqual({
      file: broken("unknown-key"),
      ok: false,
      counts: { errors: 1, warnings: 0, notes: 0 },
      complaints: [
        {
          file: broken("unknown-key"),
          line: 18,
          column: 1,
          length: 12,
          severity: "error",
          code: "unknown_key",
          at: "limits.wall_seconds",
          message: 'unknown key "wall_seconds" in [limits]',
          expected: "",
          nearest: "wall_secs",
          help: "",
          source: "wall_seconds = 3600",
        },
      ],
      scenario_version: expect.stringMatching(/^\w+$/),
      prompt_version: expect.stringMatching(/^\w+$/),
      schedules: [],
    });
    const fine = JSON.parse((await adf(["check", "--json", accepted("three-agents")])).out);
    expect(fine).toMatchObject({
      ok: true,
      complaints: [],
      schedules: [{ project: "tides", timezone: "UTC" }],
    });
    for (const at of fine.schedules[0].next) expect(at).toMatch(/^\d{4}-\d\d-\d\dT0[1-9]:00:00\.000Z$/);
    expect(fine.schedules[0].next).toHaveLength(3);
  });

  it("checks the scenarios too, and names their files", async () => {
    const own = join(folder, "scenarios");
    await cp(resolve(import.meta.dirname, "../../../routing_scenarios"), own, { recursive: true });
    await writeFile(
      join(own, "odd_tier.md"),
      "priority:: 10\nsynonyms:: banana\nroute:: acme, fast-20250101\naction:: acme run\n",
    );
    const { code, out } = await adf(["check", accepted("three-agents"), "--scenarios", own]);
    expect(code).toBe(1);
    expect(out).toMatch(/odd_tier\.md:3:15: error: /);
    expect(out).not.toContain("is in order");
  });

  it("looks for orchestrator.toml where it is run, and says how to write one when it is not there", async () => {
    const { code, out, err } = await adf(["check", join(folder, "orchestrator.toml")]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("cannot read the configuration");
    expect(err).toContain("there is no such file or folder");
    expect(err).not.toContain("ENOENT");
    expect(err).toContain("npm run -s adf -- setup");
  });

  it("repeats no secret in any of its ways to answer", async () => {
    for (const args of [["check"], ["check", "--json"]]) {
      const { code, out, err } = await adf([...args, broken("secret-webhook")]);
      expect(code).toBe(1);
      expect(out + err).not.toContain("battery");
      expect(out).toContain("npx wrangler secret put WEBHOOK_SECRET");
    }
  });
});

describe("the next firings", () => {
  const config = (over: Record<string, unknown>) =>
    OrchestratorConfig.parse({
      gitea: { url: "https://git.example", trusted: ["alice"] },
      projects: [{ name: "tides", repo: "owner/tides", ...over }],
      agents: [{ name: "reviewer", role: "reviewer" }],
    });
  const NOW = Date.UTC(2026, 2, 28, 12, 0, 0);

  it("are three, in order, and keep the project's clock over a change of summer time", () => {
    const [one] = firingsOf(config({ schedule: "30 6 * * *", timezone: "Europe/Vienna" }), NOW);
    expect(one?.next.map((at) => clock(at, "Europe/Vienna"))).toEqual([
      "Sun 29 Mar 2026, 06:30",
      "Mon 30 Mar 2026, 06:30",
      "Tue 31 Mar 2026, 06:30",
    ]);
    expect(one?.next.map((at) => clock(at, "UTC"))[0]).toBe("Sun 29 Mar 2026, 04:30");
  });

  it("are not told of a project that is not enabled", () => {
    expect(firingsOf(config({ enabled: false }), NOW)).toEqual([]);
  });
});
