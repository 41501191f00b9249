/** The next attempt at a change goes on with the conversation of the last one, in its own checkout. */
import { afterEach, describe, expect, it } from "vitest";
import { PATIENT, type Rig, startRig } from "./rig.ts";
import { ready } from "./versions.ts";

describe("a second attempt", () => {
  let rig: Rig | null = null;
  afterEach(async () => {
    await rig?.close();
    rig = null;
  });

  it.each(ready())("of %s knows what the first one said, and works where it was told to", async (cli) => {
    rig = await startRig(cli);
    const limits = PATIENT;
    const first = await rig.run(() => ({ kind: "say", text: "The answer is forty-two." }), { limits });
    expect(first.report, first.log).toMatchObject({ outcome: "no_change", trouble: null });
    const turnBefore = rig.model.asked.at(-1)?.turn ?? 0;
    const second = await rig.run(
      ({ turn }) =>
        turn <= turnBefore + 1
          ? { kind: "run", command: "pwd > here && git add here && git commit -qm 'Say where'" }
          : { kind: "say", text: "As I said." },
      { limits, attempt: 2 },
    );
    console.log(
      `${cli} | ${first.report.session} | ${second.report.session} | ${second.report.outcome} after ${second.seconds.toFixed(1)} s`,
    );
    expect(rig.model.asked[0]?.text).toContain("forty-two");
    expect(second.report, second.log).toMatchObject({ outcome: "success", trouble: null });
    expect(rig.bench.origin.git("show", `adf/${second.job}:here`)).toContain(`${second.job}-1/checkout`);
    // A third begins anew for another issue.
    await rig.run(() => ({ kind: "say", text: "No." }), { limits, attempt: 3, issue: 99 });
    expect(rig.model.asked[0]?.text).not.toContain("forty-two");
  });
});
