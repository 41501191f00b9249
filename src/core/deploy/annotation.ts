/**
 * What each upload says of itself on the account, so that a rollback can be judged before it is made, on any machine. It is the
 * message of the version: words that a person can read in Cloudflare's own list.
 */
import * as z from "zod";

export const Annotation = z.object({
  build: z.string().min(1),
  config: z.string().min(1),
  contract: z.coerce.number().int(),
  store: z.coerce.number().int(),
  /** The last tag of `[[migrations]]` in wrangler.toml. */
  migration: z.string().min(1),
});
export type Annotation = z.infer<typeof Annotation>;

const FIRST = "adf";

export const annotate = (said: Annotation): string =>
  [FIRST, ...Object.entries(said).map(([key, value]) => `${key}=${value}`)].join(" ");

/** Null for an upload that was not made by `adf deploy`. */
export function readAnnotation(message: string | undefined): Annotation | null {
  const [first, ...words] = (message ?? "").split(" ");
  if (first !== FIRST) return null;
  const pairs = words.map((word): [string, string] => {
    const at = word.indexOf("=");
    return [word.slice(0, at), word.slice(at + 1)];
  });
  const parsed = Annotation.safeParse(Object.fromEntries(pairs));
  return parsed.success ? parsed.data : null;
}
