/** A provider that refuses its login: a probe finds out before an issue does, work goes round it, and comes back. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProbeBoard } from "../../src/contract/probe.ts";
import { adf } from "../cli/adf.ts";
import { until } from "../support/journey/journal.ts";
import { type Journey, scripted, startJourney } from "../support/journey/journey.ts";

const MOODY = fileURLToPath(new URL("../support/journey/agents/claude.mjs", import.meta.url));

describe("a provider that refuses its login", () => {
  let journey: Journey;
  let mood: string;
  const probe = (...args: string[]) => adf(["probe", "--state", join(journey.dir, "state"), ...args]);

  beforeAll(async () => {
    journey = await startJourney({
      issues: [],
      agents: (notes) => {
        mood = join(notes, "mood");
        writeFileSync(mood, "refused");
        const claude = {
          argv: [process.execPath, MOODY, mood, "{prompt_file}"],
          output: {
            tokens: '"output_tokens":(\\d+)',
            model: '"model":"([^"]+)"',
            troubles: [{ pattern: "Invalid API key", kind: "auth" as const }],
          },
        };
        return { ...scripted(notes), claude };
      },
    });
  });
  afterAll(() => journey?.close());

  it("is asked when the runner starts, and a person is told, before there is any issue", async () => {
    await journey.worker.seen("provider.blocked", { way: "claude anthropic", outcome: "auth" });
    await until(
      async () => (await journey.project()).alerts.some((a) => /refuses the login/.test(a.title)),
      () => "nobody was told",
    );
  });

  it("is shown with what to do by adf probe, beside what the runner does not have", async () => {
    const shown = await probe();
    expect(shown.out).toMatch(/claude +anthropic +sonnet +unhealthy: auth/);
    expect(shown.out).toMatch(/codex +openai +gpt-5\.4 +no CLI here/);
    expect(shown.out).toContain("→ log claude in on this-machine");
    expect(shown.code).toBe(1);
    expect(await probe("anthropics")).toMatchObject({ code: 2 });
  });

  it("gets no work: an issue is done by the next route, which says why, and a tier on a fallback is told", async () => {
    const numbers = [await journey.file(""), await journey.file(""), await journey.file("")];
    for (const issue of numbers) await journey.worker.seen("item.done", { issue });
    const leased = journey.worker.lines.filter((line) => line.event === "job.leased");
    expect(new Set(leased.map((line) => line.cli))).toEqual(new Set(["adf-repair"]));
    expect(String(leased[0]?.reason)).toMatch(
      /claude → anthropic refuses the login \(a probe failed .* ago; asked again at/,
    );
    await until(
      async () =>
        (await journey.project()).alerts.some(
          (a) => a.title === "All work of implementation_tier goes to a fallback",
        ),
      () => "nobody was told of the fallback",
    );
  });

  it("gets work again once it answers, and the alert is over", async () => {
    writeFileSync(mood, "well");
    const shown = await probe("anthropic", "--json");
    expect(shown.code).toBe(0);
    const { ways } = JSON.parse(shown.out) as ProbeBoard;
    expect(ways.map((way) => way.state)).toEqual(["healthy", "healthy"]);
    expect(ways.map((way) => way.answered)).toEqual(["claude-sonnet-5", "claude-sonnet-5"]);
    await journey.worker.seen("provider.recovered", { way: "claude anthropic" });
    await until(
      async () => !(await journey.project()).alerts.some((a) => /refuses the login/.test(a.title)),
      () => "the alert stays",
    );
    const issue = await journey.file("");
    await journey.worker.seen("job.leased", { issue, cli: "claude" });
  });
});
