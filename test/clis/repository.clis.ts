/** What a repository can bring along reaches no CLI: neither its model's ear nor a process of its own. */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { poisoned } from "../support/models/poison.ts";
import { type Rig, startRig } from "./rig.ts";
import { ready } from "./versions.ts";

describe("a repository full of orders", () => {
  let rig: Rig | null = null;
  afterEach(async () => {
    await rig?.close();
    rig = null;
  });

  it.each(ready())("does not steer %s", async (cli) => {
    rig = await startRig(cli);
    const traces = join(rig.bench.root, "traces");
    mkdirSync(traces);
    const { files, words } = poisoned(traces);
    rig.bench.origin.commit("main", files, "Poison");
    const steps = [
      "cat sub/data.txt",
      "printenv POISON_ENV POISON_GEMINI_ENV > seen; echo end >> seen",
      "git add seen && git commit -qm 'See'",
    ];
    const run = await rig.run(
      ({ turn }) =>
        turn === 0 ? { kind: "run", command: steps.join("; ") } : { kind: "say", text: "Done." },
      { limits: { wall_secs: 90, stall_secs: 90 } },
    );
    expect(run.report, run.log).toMatchObject({ outcome: "success", trouble: null });
    const heard = words.filter((word) => rig?.model.asked.some(({ whole }) => whole.includes(word)));
    const seen = rig.bench.origin.git("show", `adf/${run.job}:seen`);
    console.log(
      `${cli} | heard ${heard.join(", ") || "nothing"} | ran ${readdirSync(traces).join(", ") || "nothing"}`,
    );
    console.log(`${cli} | environment: ${seen.replaceAll("\n", " ")}`);
    expect({ heard, ran: readdirSync(traces), seen }).toEqual({ heard: [], ran: [], seen: "end" });
  });
});
