/** What each answer of Quickwit means for what is sent to it, and what people hear of it. */
import { describe, expect, it } from "vitest";
import { outcomeOf } from "../../../src/core/log/send.ts";
import { NOTHING_SENT, type Step, settle } from "../../../src/core/log/shipping.ts";
import type { Answer } from "../../../src/core/quickwit/calls.ts";
import { troubleOf } from "../../../src/core/quickwit/trouble.ts";

const SEND: Step = { kind: "send", from: 1, to: 3 };
const ASK: Step = { kind: "ask", from: 1, to: 3 };
const NOW = 1_000_000;

/** Whether the gate is shut, how many records count as handed over, how many wait to be sent again, and the words. */
function after(step: Step, answer: Answer) {
  const outcome = outcomeOf(step, answer, 3);
  const { shut, shipping, repairs } = settle({ ...NOTHING_SENT("adf-logs"), sent: 0 }, step, outcome, NOW);
  return [shut, shipping.sent, repairs.length, troubleOf(outcome)] as const;
}
const says = (status: number, body: unknown): Answer => ({ status, body });
const counted = (over: object, buckets: object[] = [1, 2, 3].map((key) => ({ key, doc_count: 1 }))) =>
  says(200, { errors: [], aggregations: { seq: { buckets, sum_other_doc_count: 0 } }, ...over });

describe("records that are sent to Quickwit", () => {
  it.each<[string, Answer, readonly [boolean, number, number, RegExp | null]]>([
    ["taken, as an older version says it", says(200, { num_docs_for_processing: 3 }), [false, 3, 0, null]],
    [
      "taken, as a newer version says it",
      says(200, { num_docs_for_processing: 3, num_ingested_docs: 3, num_rejected_docs: 0 }),
      [false, 3, 0, null],
    ],
    [
      "fewer than were sent",
      says(200, { num_docs_for_processing: 2 }),
      [false, 3, 0, /^it answered well and took 2 of 3 records$/],
    ],
    [
      "refused in part, with the reason of the first",
      says(200, {
        num_docs_for_processing: 3,
        num_ingested_docs: 2,
        num_rejected_docs: 1,
        parse_failures: [{ document: "{", message: "line 1 column 2", reason: "json_parse" }],
      }),
      [false, 3, 0, /took 2 of 3 records \(json_parse line 1 column 2\)$/],
    ],
    [
      "too many at once",
      says(429, { message: "too many requests" }),
      [true, 0, 0, /nothing at the moment \(429/],
    ],
    [
      "no ingester",
      says(503, { message: "no shards" }),
      [true, 0, 0, /nothing at the moment \(503: no shards\)/],
    ],
    [
      "no such index",
      says(404, { message: "index `adf-logs` not found" }),
      [true, 0, 0, /`npm run -s adf -- quickwit apply` makes it \(404: index/],
    ],
    [
      "a request that it cannot read",
      says(400, { message: "bad" }),
      [false, 3, 3, /refuses what it is sent/],
    ],
    ["a batch that is too large", says(413, null), [false, 3, 3, /refuses what it is sent \(413\)/]],
    ["a login page", says(302, null), [true, 0, 0, /does not let the factory in/]],
    ["a broken ingester", says(500, { message: "oops" }), [true, 3, 0, /did not say whether it was done/]],
    ["a 200 of somebody else", says(200, "<html>"), [true, 3, 0, /an answer that is not Quickwit's/]],
    ["no answer in time", { failed: "timeout", timeout: true }, [true, 3, 0, /did not say/]],
    ["nobody there", { failed: "refused", timeout: false }, [true, 0, 0, /cannot be reached \(refused\)/]],
  ])("%s", (_, answer, [shut, sent, again, words]) => {
    const [is_shut, handed_over, repairs, said] = after(SEND, answer);
    expect([is_shut, handed_over, repairs]).toEqual([shut, sent, again]);
    if (words === null) expect(said).toBeNull();
    else expect(said).toMatch(words);
  });
});

describe("the index that is asked what it has", () => {
  const asked = (answer: Answer) =>
    settle({ ...NOTHING_SENT("i"), sent: 3 }, ASK, outcomeOf(ASK, answer, 0), NOW);
  it("is believed when it answers in whole: what it lacks and what it has twice is repaired", () => {
    const buckets = [
      { key: 1, doc_count: 1 },
      { key: 2, doc_count: 2 },
    ];
    const { shipping, repairs } = asked(counted({}, buckets));
    expect([shipping.proved, repairs.map((r) => [r.seq, r.state])]).toEqual([
      3,
      [
        [2, "delete"],
        [3, "resend"],
      ],
    ]);
  });
  it.each([
    ["some of its splits could not be searched", { errors: ["split 01 failed"] }],
    ["it says so with more than a word", { errors: [{ error: "split 01 failed", split_id: "01" }] }],
    ["it counted only the most frequent", { aggregations: { seq: { buckets: [], sum_other_doc_count: 2 } } }],
  ])("is not where %s: nothing is sent a second time for that, and it is asked later", (_, over) => {
    const settled = asked(counted(over));
    expect(settled).toMatchObject({ shut: true, repairs: [], shipping: { proved: 0 } });
    expect(JSON.stringify(settled)).not.toContain("[object");
  });
});
