/**
 * How records reach the log store so that in the end each is there once. Sending is at least once, and believes nothing: a
 * number counts as there when the index, asked later, has it. What it lacks is sent again, what it has twice is deleted and
 * sent again, and what it will never take is set aside where a person sees it.
 *
 * Two cursors: up to `sent` everything was handed over once, up to `proved` the index was asked about everything; what was amiss
 * then is in the repairs, one by one.
 */
import type { Trouble } from "../quickwit/calls.ts";
import { COMMIT_SECS } from "../quickwit/index-config.ts";

export interface Shipping {
  /** The index that the cursors speak of. */
  readonly index: string;
  readonly sent: number;
  readonly proved: number;
  /** Until where was sent by when, so that nothing is asked for before it can be found. */
  readonly marks: readonly { readonly to: number; readonly at: number }[];
}

export type RepairState = "resend" | "delete" | "check" | "dead";

/** One number that was not there once when the index was asked. */
export interface Repair {
  readonly seq: number;
  readonly state: RepairState;
  readonly not_before: number;
  readonly rounds: number;
  /** How often the index said no to this very record. */
  readonly refusals: number;
  /** When its doubles were last ordered to be deleted; 0 for never. */
  readonly deleted_at: number;
  readonly reason: string;
}

export interface ShippingView {
  readonly shipping: Shipping;
  /** Number of the newest record. */
  readonly head: number;
  /** When the oldest unsent record was written; null when all is sent. */
  readonly oldest_unsent_at: number | null;
  /** Repairs that are due, oldest first, a bounded number. */
  readonly due: readonly Repair[];
}

export interface ShippingSettings {
  readonly batch_records: number;
  readonly flush_ms: number;
}

export type Step =
  | { readonly kind: "send"; readonly from: number; readonly to: number }
  | { readonly kind: "resend" | "check" | "delete"; readonly repairs: readonly Repair[] }
  | { readonly kind: "ask"; readonly from: number; readonly to: number }
  | { readonly kind: "rest" };

/** What the index said, as far as it said anything. */
export type Outcome =
  | { readonly kind: "ingested"; readonly taken: number; readonly rejected: number; readonly why: string }
  | { readonly kind: "counted"; readonly counts: ReadonlyMap<number, number> }
  | { readonly kind: "deleting" }
  | { readonly kind: "trouble"; readonly trouble: Trouble };

export interface Settled {
  readonly shipping: Shipping;
  /** Put over those of the same number. */
  readonly repairs: readonly Repair[];
  readonly healed: readonly number[];
  /** The store is in trouble: everybody waits at its gate. */
  readonly shut: boolean;
}

/** Three commits long: only then is a number that is not found a number that is not there. */
export const SETTLE_MS = 3 * COMMIT_SECS * 1_000;
/** Quickwit deletes in the background, in its own time. */
const DELETE_CHECK_MS = 300_000;
const DELETE_AGAIN_MS = 3_600_000;
/** Numbers in one question. */
export const ASKED = 5_000;
/** From here on a record is sent alone, so that one that is refused costs no other. */
const ALONE_AFTER = 3;
const REFUSALS = 3;
const ROUNDS = 30;
const MARKS = 100;

export const NOTHING_SENT = (index: string): Shipping => ({ index, sent: 0, proved: 0, marks: [] });

/** Another index gets what is not proven; what is proven stays where it is. */
export const aimedAt = (s: Shipping, index: string): Shipping =>
  s.index === index ? s : { index, sent: s.proved, proved: s.proved, marks: [] };

export function nextStep(view: ShippingView, settings: ShippingSettings, now: number): Step {
  const { shipping: s, head, oldest_unsent_at, due } = view;
  const first = due[0];
  if (first !== undefined && first.state !== "dead") {
    const same = due.filter((r) => r.state === first.state);
    if (first.state !== "resend") return { kind: first.state, repairs: same };
    const alone = first.rounds >= ALONE_AFTER && first.refusals > 0;
    const many = same.filter((r) => r.rounds < ALONE_AFTER || r.refusals === 0);
    return { kind: "resend", repairs: alone ? [first] : many.slice(0, settings.batch_records) };
  }
  const settled = s.marks.findLast((m) => m.at + SETTLE_MS <= now)?.to ?? s.proved;
  if (settled > s.proved) return { kind: "ask", from: s.proved + 1, to: Math.min(settled, s.proved + ASKED) };
  const unsent = head - s.sent;
  const waited = oldest_unsent_at !== null && now - oldest_unsent_at >= settings.flush_ms;
  if (unsent >= settings.batch_records || (unsent > 0 && waited))
    return { kind: "send", from: s.sent + 1, to: Math.min(head, s.sent + settings.batch_records) };
  return { kind: "rest" };
}

export function settle(s: Shipping, step: Step, outcome: Outcome, now: number): Settled {
  const same: Settled = { shipping: s, repairs: [], healed: [], shut: false };
  if (outcome.kind === "trouble") return afterTrouble(same, step, outcome.trouble, now);
  switch (step.kind) {
    case "rest":
      return same;
    case "send":
      // Whatever the counts say: what is missing will be found missing when it is asked for.
      return { ...same, shipping: handedOver(s, step.to, now) };
    case "resend":
      return { ...same, repairs: step.repairs.map((r) => resent(r, outcome, step.repairs.length, now)) };
    case "delete":
      return {
        ...same,
        repairs: step.repairs.map((r) => ({
          ...r,
          state: "check",
          not_before: now + DELETE_CHECK_MS,
          deleted_at: now,
        })),
      };
    case "ask":
      return outcome.kind === "counted" ? afterAsking(same, step, outcome.counts, now) : same;
    case "check":
      return outcome.kind === "counted" ? afterCheck(same, step.repairs, outcome.counts, now) : same;
  }
}

function handedOver(s: Shipping, to: number, at: number): Shipping {
  const marks = [...s.marks.filter((m) => m.to > s.proved), { to, at }];
  // With too many marks two become one that waits as long as the later.
  const fewer = marks.length <= MARKS ? marks : marks.filter((_, n) => n % 2 === 1 || n === marks.length - 1);
  return { ...s, sent: to, marks: fewer };
}

function afterTrouble(same: Settled, step: Step, trouble: Trouble, now: number): Settled {
  const unsure = trouble.kind === "unsure";
  if (trouble.kind !== "refused" && !(unsure && (step.kind === "send" || step.kind === "resend")))
    return { ...same, shut: true };
  // It may have been done: go on, and ask later. Refused: one of them is at fault, so each is sent alone.
  if (step.kind === "send" && unsure)
    return { ...same, shut: true, shipping: handedOver(same.shipping, step.to, now) };
  if (step.kind === "send") {
    const seqs = Array.from({ length: step.to - step.from + 1 }, (_, n) => step.from + n);
    const repairs = seqs.map((seq) => ({
      ...fresh(seq, "resend", now),
      rounds: ALONE_AFTER,
      refusals: 1,
      reason: trouble.detail,
    }));
    return { ...same, repairs, shipping: handedOver(same.shipping, step.to, now) };
  }
  if (step.kind === "resend") {
    const refused = {
      kind: "ingested",
      taken: 0,
      rejected: step.repairs.length,
      why: trouble.detail,
    } as const;
    const repairs = step.repairs.map((r) =>
      unsure ? waiting(r, now) : resent(r, refused, step.repairs.length, now),
    );
    return { ...same, shut: unsure, repairs };
  }
  return { ...same, shut: true };
}

function afterAsking(
  same: Settled,
  { from, to }: { from: number; to: number },
  counts: ReadonlyMap<number, number>,
  now: number,
): Settled {
  const repairs: Repair[] = [];
  for (let seq = from; seq <= to; seq += 1) {
    const count = counts.get(seq) ?? 0;
    if (count !== 1) repairs.push(fresh(seq, count === 0 ? "resend" : "delete", now));
  }
  const { shipping } = same;
  return {
    ...same,
    repairs,
    shipping: { ...shipping, proved: to, marks: shipping.marks.filter((m) => m.to > to) },
  };
}

function afterCheck(
  same: Settled,
  asked: readonly Repair[],
  counts: ReadonlyMap<number, number>,
  now: number,
): Settled {
  const times = (r: Repair) => counts.get(r.seq) ?? 0;
  const healed = asked.filter((r) => times(r) === 1).map((r) => r.seq);
  const repairs = asked
    .filter((r) => times(r) !== 1)
    .map((r): Repair => {
      if (times(r) === 0) return { ...r, state: "resend", not_before: now };
      const again = now - r.deleted_at >= DELETE_AGAIN_MS;
      return { ...r, state: again ? "delete" : "check", not_before: again ? now : now + DELETE_CHECK_MS };
    });
  return { ...same, healed, repairs };
}

function resent(r: Repair, outcome: Outcome, together: number, now: number): Repair {
  const no = outcome.kind === "ingested" && outcome.rejected > 0 && outcome.why !== "";
  const next = waiting(r, now);
  const refusals = r.refusals + (no ? 1 : 0);
  const reason = no
    ? outcome.why
    : next.rounds >= ROUNDS
      ? "taken and never found, again and again"
      : r.reason;
  const over = (no && together === 1 && refusals >= REFUSALS) || next.rounds >= ROUNDS;
  return { ...next, refusals, reason, state: over ? "dead" : "check" };
}

const waiting = (r: Repair, now: number): Repair => ({
  ...r,
  state: "check",
  rounds: r.rounds + 1,
  not_before: now + SETTLE_MS,
});

/** What was set aside, once a person has mended the cause. */
export const again = ({ seq }: Repair, now: number): Repair => fresh(seq, "resend", now);

const fresh = (seq: number, state: RepairState, now: number): Repair => ({
  seq,
  state,
  not_before: now,
  rounds: 0,
  refusals: 0,
  deleted_at: 0,
  reason: "",
});
