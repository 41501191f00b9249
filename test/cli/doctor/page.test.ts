import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { HOPS } from "../../../src/cli/smoke/hop.ts";
import { way } from "../../support/view.ts";
import { lines, runner } from "./facts.ts";

const page = readFileSync(new URL("../../../docs/doctor.md", import.meta.url), "utf8");
const told = [...page.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap((row) =>
  [...(row[1] ?? "").matchAll(/`([^`]+)`/g)].map((m) => m[1] ?? ""),
);

it("docs/doctor.md explains every check that doctor makes and every hop of smoke, and no other", () => {
  // Of some things there is a line only where they are wrong.
  const unserved = lines({ runners: [runner({ serves: ["another"] })] });
  const unproven = lines({
    runners: [runner({ unproven: [{ id: "claude", why: "it did not ask. Fix: mend it" }] })],
  });
  const ways = [way({ state: "unhealthy", failure: "auth" })];
  const unasked = lines({ probes: { ways, withheld: "the probes of today are used up" } });
  const planned = lines({ view: { coordinator: { agent: "chief", asked: false, last: null } } });
  const made = [...[lines({ runners: [runner()] }), unserved, unasked, unproven, planned].flat()].map((c) =>
    c.id
      .replace(/^token\/.*/, "token/<account>")
      .replace(/^runner\.canary\/.*/, "runner.canary/<name>/<cli>")
      .replace(/^(runner|runner\.(?:layers|disk|git|clis|guard|clock))\/.*/, "$1/<name>")
      .replace(/^provider\/.*/, "provider/<way>")
      .replace(/\/tides$/, "/<project>"),
  );
  expect([...new Set(told)].sort()).toEqual([...new Set([...made, ...HOPS])].sort());
});
