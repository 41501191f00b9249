import { expect, it } from "vitest";
import { expectEachOnce, weather } from "../../support/quickwit/storm.ts";

it("100,000 records through a storm: every number is there once", () => {
  const calm = weather({ records: 100_000, seed: 48, batch_records: 500 });
  expectEachOnce(calm, 100_000);
  expect(calm.outbox.requests).toBeGreaterThan(200);
  console.log(
    `100,000 records, ${calm.outbox.requests} requests, ${calm.virtual_hours.toFixed(1)} virtual hours`,
  );
});
