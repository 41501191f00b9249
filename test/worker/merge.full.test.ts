/** A merge that the forge refuses with one code for many causes. What it shows decides, on a forge that is scripted. */
import { describe, expect, it } from "vitest";
import { approved } from "../support/worker/approved.ts";
import { useBench } from "../support/worker/bench.ts";
import { HEAD, project } from "../support/worker/factory.ts";

const bench = useBench();
const item = async () => (await project()).work_items[0];
const thePull = () => {
  const [pull] = [...bench().forge.pulls.values()];
  if (pull === undefined) throw new Error("no pull request was opened");
  return pull;
};

describe("a merge", () => {
  it.each([
    ["a draft", { standing: { mergeable: false, draft: true } }, "its title marks it as a draft", 1],
    ["not for this account", { rule: { user_can_merge: false } }, "account may not merge into `main`", 1],
    ["held by another rule", {}, "a rule of the forge for `main` holds it back", 4],
  ])("that is %s asks a person, and not for ever the forge", async (_, shown, words, asked) => {
    const { forge } = bench();
    forge.merging = "held";
    Object.assign(forge.standing, "standing" in shown ? shown.standing : {});
    Object.assign(forge.rule, "rule" in shown ? shown.rule : {});
    await approved(bench());
    await bench().until(async () => (await item())?.phase === "parked");
    expect((await item())?.park_reason).toContain(words);
    expect(forge.count("POST", /merge$/)).toBe(asked);
    expect(forge.scheduled.size).toBe(0);
  });

  describe("into a branch that asks for more checks than the gates", () => {
    const asking = async (...contexts: string[]) => {
      const { forge } = bench();
      forge.merging = "held";
      forge.rule = { user_can_merge: true, enable_status_check: true, status_check_contexts: contexts };
      const runner = await approved(bench());
      await bench().until(() => forge.count("POST", /merge$/) > 0);
      await bench().idle();
      return { forge, runner };
    };
    const shows = (context: string, status: string) =>
      bench().forge.checks.set(HEAD, [{ context, status, description: "2 tests fail" }]);

    it("is left to the forge once, and done when that says so", async () => {
      const { forge } = await asking("adf/*", "ci/build");
      expect([...forge.scheduled]).toEqual([thePull().number]);
      bench().advance(60_000);
      await bench().ringProject();
      await bench().idle();
      expect((await item())?.phase).toBe("merging");
      Object.assign(thePull(), { merged_sha: "f".repeat(40), state: "closed" });
      forge.main.add("f".repeat(40));
      await bench().until(async () => (await item())?.phase === "done", 60_000);
    });

    it("is asked for once more where an old word of a gate was set late over the newer one, which is written again", async () => {
      const { forge } = bench();
      let late = false;
      forge.trouble = ({ method, path }) => {
        const newest = forge.statuses.at(-1);
        if (path.endsWith("/merge") && newest !== undefined && !late) {
          late = true;
          forge.statuses.push({ ...newest, state: "failure" });
        } else if (late && method === "POST" && path.includes("/statuses/")) forge.merging = "merges";
        return undefined;
      };
      forge.merging = "held";
      forge.rule = { user_can_merge: true, enable_status_check: true, status_check_contexts: ["adf/*"] };
      await approved(bench());
      await bench().until(async () => (await item())?.phase === "done");
      expect(forge.statuses.map(({ context, state }) => `${context} ${state}`)).toEqual([
        "adf/review success",
        "adf/review failure",
        "adf/review success",
      ]);
      expect(forge.count("POST", /merge$/)).toBe(2);
    });

    it("is never left to a forge that would let another head through: it is waited for", async () => {
      const { forge } = await asking("ci/build");
      expect(forge.scheduled.size).toBe(0);
      shows("ci/build", "success");
      forge.merging = "merges";
      await bench().until(async () => (await item())?.phase === "done", 60_000);
    });

    it("is taken back when one of them is red, and that goes to the developer", async () => {
      const { forge, runner } = await asking("adf/review", "ci/build");
      expect(forge.scheduled.size).toBe(1);
      shows("ci/build", "failure");
      await bench().until(async () => (await item())?.phase === "change", 60_000);
      expect(forge.scheduled.size).toBe(0);
      expect((await runner.nextJob()).prompt).toContain("ci/build: 2 tests fail");
    });

    it("is taken back when somebody pushes, and the new head is judged", async () => {
      const { forge } = await asking("adf/review", "ci/build");
      thePull().head_sha = "d".repeat(40);
      await bench().until(async () => (await item())?.phase === "review", 60_000);
      expect(forge.scheduled.size).toBe(0);
    });

    it("is taken back when they do not come, and a person is asked", async () => {
      const { forge } = await asking("adf/review", "ci/build");
      await bench().until(async () => (await item())?.phase === "parked", 4_000_000);
      expect(forge.scheduled.size).toBe(0);
      expect((await item())?.park_reason).toContain("did not come in time: ci/build");
    });
  });
});
