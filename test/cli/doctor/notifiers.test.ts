import { expect, it } from "vitest";
import { noticesLine, notifierLines } from "../../../src/cli/doctor/notifiers.ts";
import { LOCAL as HERE, view, worker } from "./facts.ts";

const ops = {
  name: "ops",
  kind: "webhook",
  host: "ops.example",
  least: "warning",
  secret: true,
  failures: 0,
  shut_secs: 0,
} as const;
const line = (over = {}) => notifierLines(worker({ notifiers: [{ ...ops, ...over }] }), HERE)[0];

it("says of each notifier whether it can be told, and what mends it", () => {
  expect(notifierLines(worker(), HERE)).toMatchObject([{ id: "notifiers", status: "ok" }]);
  expect(line()).toMatchObject({ id: "notifiers/ops", status: "ok" });
  expect(line({ secret: false })).toMatchObject({
    status: "fix",
    fix: expect.stringContaining("secret put NOTIFIER_SECRETS"),
  });
  expect(line({ kind: "ntfy", secret: false })).toMatchObject({ status: "ok" });
  expect(line({ failures: 3, shut_secs: 8 })).toMatchObject({
    status: "fix",
    fix: "npm run -s adf -- notify test --notifier ops",
  });
});

it("names what could not be delivered, and the command for another try", () => {
  expect(noticesLine(view(), HERE).status).toBe("ok");
  const notices = {
    pending: 0,
    dead: 2,
    dead_examples: [{ notifier: "ops", title: "It stopped", error: "it answered 404" }],
  };
  expect(noticesLine(view({ notices }), HERE)).toMatchObject({
    status: "fix",
    fact: '2 could not be delivered, the last: "It stopped" by ops: it answered 404',
    fix: "npm run -s adf -- notify again",
  });
});
