/** The next attempt at a change goes on with the conversation of the last one, where the CLI can. */
import { afterEach, describe, expect, it } from "vitest";
import { type Rig, startRig } from "./rig.ts";
import { ready } from "./versions.ts";

describe("a second attempt", () => {
  let rig: Rig | null = null;
  afterEach(async () => {
    await rig?.close();
    rig = null;
  });

  it.each(ready().filter((cli) => ["claude", "codex", "gemini"].includes(cli)))(
    "of %s knows what the first one said",
    async (cli) => {
      rig = await startRig(cli);
      const patient = { wall_secs: 90, stall_secs: 90 };
      const first = await rig.run(() => ({ kind: "say", text: "The answer is forty-two." }), {
        limits: patient,
      });
      expect(first.report).toMatchObject({ outcome: "no_change", trouble: null });
      const second = await rig.run(() => ({ kind: "say", text: "As I said." }), {
        limits: patient,
        attempt: 2,
      });
      console.log(`${cli} | ${first.report.session} | ${second.report.session} | ${second.report.detail}`);
      expect(rig.model.asked[0]?.text).toContain("forty-two");
      // A third begins anew for another issue.
      await rig.run(() => ({ kind: "say", text: "No." }), { limits: patient, attempt: 3, issue: 99 });
      expect(rig.model.asked[0]?.text).not.toContain("forty-two");
    },
  );
});
