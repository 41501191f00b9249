/** What `adf probe` prints: who answers, and of the others what is wrong and what to do. */
import { describe, expect, it } from "vitest";
import { probeLines } from "../../../src/cli/probe/lines.ts";
import { waitForProbes } from "../../../src/cli/probe/wait.ts";
import type { ProbeBoard } from "../../../src/contract/probe.ts";
import { metrics } from "../../../src/core/log/metrics.ts";
import { NOTHING_SHARED, way } from "../../support/view.ts";

const board = (change: Partial<ProbeBoard> = {}): ProbeBoard => ({
  ...NOTHING_SHARED.probes,
  ways: [way()],
  ...change,
});
const printed = (change: Partial<ProbeBoard>) => [...probeLines(board(change))].join("\n");

describe("the table of probes", () => {
  const ways = [
    way(),
    way({
      model: "haiku",
      state: "unhealthy",
      failure: "auth",
      detail: "Invalid\n API key",
      next: "log in",
      answered: null,
      tokens: null,
    }),
    way({
      cli: "codex",
      provider: "openai",
      state: "no_cli",
      detail: null,
      answered: null,
      tokens: null,
      seconds: null,
      usd: null,
    }),
    way({
      cli: "adf-repair",
      provider: "embedded",
      model: "search",
      no_model: true,
      answered: null,
      tokens: null,
      usd: 0,
    }),
  ];

  it("has a row for each way, with the model that answered, its tokens, how long and for how much", () => {
    const text = printed({ ways });
    expect(text).toMatch(
      /^claude +anthropic +sonnet +healthy +claude-sonnet-5 +400 in, 5 out +2\.3 s +\$0\.0013$/m,
    );
    expect(text).toMatch(/^claude +anthropic +haiku +unhealthy: auth +– +– /m);
    expect(text).toMatch(/^codex +openai +sonnet +no CLI here +– +– +– +–$/m);
    expect(text).toMatch(/^adf-repair +embedded +search +healthy +no model +– /m);
    expect(text).toContain("2 healthy, 1 unhealthy, 1 without their CLI here.");
  });

  it("says below it of each that does not answer what it said, on one line, and what to do", () => {
    expect(printed({ ways })).toContain("claude → anthropic → haiku: Invalid API key\n  → log in");
    expect(printed({ ways })).not.toContain("codex →");
  });

  it("names the runner where there are several, and why not everything was asked", () => {
    expect(printed({ ways: [way(), way({ runner: "cellar" })] })).toMatch(/^cellar +claude/m);
    expect(printed({ withheld: "the 100 probes of today (UTC) are used up" })).toContain(
      "Not everything was asked: the 100",
    );
  });
});

describe("waiting for probes", () => {
  it("ends when none is under way, or nothing more is handed out", async () => {
    const boards = [board({ ways: [way({ state: "running" })] }), board()];
    expect(
      await waitForProbes(
        async () => boards.shift() ?? board(),
        () => true,
      ),
    ).toMatchObject({
      ways: [{ state: "healthy" }],
    });
    const withheld = board({ ways: [way({ state: "waiting" })], withheld: "used up" });
    expect(
      await waitForProbes(
        async () => withheld,
        () => true,
      ),
    ).toBe(withheld);
  });
});

describe("the metrics of probes", () => {
  it("have a sample for each way that was asked, and none for one that nobody could ask", () => {
    const ways = [way({ model: "haiku", state: "unhealthy" }), way({ cli: "codex", state: "no_cli" })];
    const text = metrics({
      build: "b",
      projects: [],
      runners: [],
      shared: { ...NOTHING_SHARED, probes: board({ ways: [way(), ...ways] }) },
    } as never);
    const healthy = text.split("\n").filter((line) => line.startsWith("adf_probe_healthy"));
    expect(healthy).toEqual([
      'adf_probe_healthy{cli="claude",provider="anthropic",model="sonnet",runner="attic"} 1',
      'adf_probe_healthy{cli="claude",provider="anthropic",model="haiku",runner="attic"} 0',
    ]);
    expect(text).toContain("adf_probes_today{} 0\n");
  });
});
