/**
 * Reading lists of the forge. `limit` is silently capped by the server, some lists ignore `page`, and the total
 * is only sometimes told; so a page knows whether more may follow, and a loop over pages always ends.
 */
import type * as z from "zod";
import { err, ok, type Result } from "../core/result.ts";
import { type ForgeFailure, failure } from "./failure.ts";
import type { Call, Send } from "./request.ts";
import { listOf } from "./shapes.ts";

export interface Page<T> {
  readonly items: readonly T[];
  /** True where another page may exist. It may turn out empty; that ends the list. */
  readonly more: boolean;
}

/** Gitea's default MAX_RESPONSE_ITEMS. Asking for more gets this many without a word. */
export const PAGE_LIMIT = 50;
/** 5,000 items. A list that is longer is an error, never a silently short answer. */
export const MAX_PAGES = 100;

/**
 * Whether a page of `count` items may be followed by another. With a total the cap cannot fool us: a server that
 * answers 30 where 50 were asked is still read on. At worst this costs one empty page.
 */
export function mayContinue(page: number, count: number, limit: number, headers: Headers): boolean {
  if (count === 0) return false;
  const header = headers.get("x-total-count");
  const total = header === null || header === "" ? Number.NaN : Number(header);
  return Number.isNaN(total) ? count >= limit : page * count < total;
}

/** All items of a list, in order, without repeats. `keyOf` tells items apart. */
export async function readAll<T>(
  what: string,
  keyOf: (item: T) => string | number,
  read: (page: number) => Promise<Result<Page<T>, ForgeFailure>>,
): Promise<Result<readonly T[], ForgeFailure>> {
  const found = new Map<string | number, T>();
  let previousFirst: string | number | null = null;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await read(page);
    if (!answer.ok) return answer;
    const [first] = answer.value.items;
    // The same first item again: this list ignores `page`, and what it has was all in the first answer.
    if (first === undefined || keyOf(first) === previousFirst) return ok([...found.values()]);
    previousFirst = keyOf(first);
    for (const item of answer.value.items) found.set(keyOf(item), item);
    if (!answer.value.more) return ok([...found.values()]);
  }
  return err(failure("malformed", null, `${what} did not end within ${MAX_PAGES} pages of ${PAGE_LIMIT}`));
}

/** All items of a list whose items have ids. `what` names it in failures. */
export const readList = <T extends { readonly id: number }>(
  send: Send,
  what: string,
  call: Omit<Call, "method" | "body">,
  item: z.ZodType<T>,
): Promise<Result<readonly T[], ForgeFailure>> =>
  readAll(
    what,
    (item) => item.id,
    async (page) => {
      const query = { ...call.query, page, limit: PAGE_LIMIT };
      const answer = await send({ method: "GET", path: call.path, query }, listOf(item));
      if (!answer.ok) return answer;
      const { value, headers } = answer.value;
      return ok({ items: value, more: mayContinue(page, value.length, PAGE_LIMIT, headers) });
    },
  );
