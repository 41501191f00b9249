/**
 * A mention that is an order and no task: `@adf:developer stop`, `pause: the disk is full`, `resume`, `cancel because …`.
 * The word stands alone, politely or not, or before a reason, so that "stop the leak in the pool" stays a task.
 */
export type OrderVerb = "stop" | "pause" | "resume" | "cancel";

export interface Order {
  readonly verb: OrderVerb;
  readonly why: string;
}

const ORDER =
  /^(?:please\s+)?(stop|pause|resume|cancel)(?:\s+(?:it|this|now|please))*\s*(?:[.!]*\s*$|[:,;–—-]+\s*(.+)$|because\s+(.+)$)/iu;

export function orderOf(context: string): Order | null {
  // Blanks in a row are one: two parts of the pattern would share out thousands of them in every way.
  const text = context.trim().replace(/\s{2,}/g, (blanks) => (blanks.includes("\n") ? "\n" : " "));
  const found = ORDER.exec(text);
  if (found === null) return null;
  const [, verb = "", after, because] = found;
  return { verb: verb.toLowerCase() as OrderVerb, why: (after ?? because ?? "").trim().slice(0, 300) };
}
