/** Reading a request at the door: its credential, and its body in the shape of the contract. */
import type { Context } from "hono";
import type * as z from "zod";
import { err, ok, type Result } from "../core/result.ts";
import { refuse } from "./refusal.ts";

/** The bearer token; "" where there is none, which no digest matches. */
export function bearer(c: Context): string {
  const header = c.req.header("authorization") ?? "";
  return /^bearer /i.test(header) ? header.slice(7).trim() : "";
}

export async function parseBody<T>(c: Context, schema: z.ZodType<T>): Promise<Result<T, Response>> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    return err(refuse(c, "bad_request", "It is not JSON."));
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const first = parsed.error.issues[0];
  return err(refuse(c, "bad_request", `${first?.path.join(".") ?? ""}: ${first?.message ?? "malformed"}`));
}
