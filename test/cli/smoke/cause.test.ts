import { describe, expect, it } from "vitest";
import { type Circumstances, causesOf } from "../../../src/cli/smoke/cause.ts";
import { HOPS } from "../../../src/cli/smoke/hop.ts";
import { checks, runner, view, WORKER } from "../doctor/facts.ts";

const at = (change: Partial<Circumstances> = {}): Circumstances => ({
  url: WORKER,
  options: ` --url ${WORKER}`,
  deployed: true,
  project: "tides",
  view: view(),
  checks: checks(),
  runners: [runner()],
  held_by: null,
  denied: null,
  hooked: true,
  ...change,
});
const nothing = at({ view: null, checks: null, runners: [], hooked: null, deployed: false });

describe("the causes of a silent hop", () => {
  it.each(HOPS)("of %s are three, each with something to type, whatever is known", (hop) => {
    for (const c of [at(), nothing]) {
      const causes = causesOf(hop, c);
      expect(causes).toHaveLength(3);
      for (const { cause, command } of causes) {
        expect(cause).toMatch(/\w{3}/);
        expect(command).toMatch(/npm |npx |curl |in the forge's app\.ini|set \w+ = |add the author/);
      }
    }
  });

  it.each([
    ["delivered", at({ hooked: false }), /no active webhook/],
    ["delivered", at({ hooked: true }), /may not send to this address/],
    ["seen", at({ checks: checks({ tick_secs: 900 }) }), /cron does not tick/],
    ["picked", at({ view: view({ paused: true }) }), /project is paused/],
    ["picked", at({ held_by: "its author mallory, who is not trusted" }), /mallory, who is not trusted/],
    ["mentioned", at({ checks: checks({ mode: "observe" }) }), /observes, which writes nothing/],
    [
      "closed",
      at({
        checks: checks({ mode: "approve" }),
        view: view({ effects: { proposed: 1, pending: 0, dead: 0 } }),
      }),
      /waits for a person's yes/,
    ],
    [
      "mentioned",
      at({ checks: checks({ mode: "approve" }), denied: "comment on #5" }),
      /you said no to: comment on #5/,
    ],
    [
      "mentioned",
      at({ checks: checks({ refused: { count: 1, last: "403" } }) }),
      /refuses what the coordinator writes/,
    ],
    ["leased", at({ runners: [] }), /no runner is there/],
    ["leased", at({ checks: checks({ breaker: "open" }) }), /breaker is open/],
    ["leased", at({ runners: [runner({ clis: [] })] }), /no runner has an agent CLI/],
    ["ended", at({ runners: [runner({ connected: false, last_seen_secs: 400 })] }), /runner died/],
  ] as const)("of %s begin with what the factory itself shows", (hop, c, cause) => {
    const [first] = causesOf(hop, c);
    expect(first?.cause).toMatch(cause);
    expect(first?.seen).toBe(true);
  });
});
