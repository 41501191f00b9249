/**
 * Reads an answer of a Worker that may be of another build than this command. What it says beyond the contract known here is
 * left out, and an entry of a list that cannot be read is left out alone; both are named, so that nothing is missing silently.
 */
import type * as z from "zod";

export interface Across<T> {
  readonly value: T;
  /** Paths of what the Worker says and nothing here knows: it is newer. */
  readonly beyond: readonly string[];
  /** Paths of what was expected and did not fit, each with its entry left out. */
  readonly unread: readonly string[];
}

/** Null where what does not fit is in no list: then there is nothing to show. */
export function readAcross<T>(schema: z.ZodType<T>, said: unknown): Across<T> | null {
  const left = structuredClone(said);
  const beyond: string[] = [];
  const unread: string[] = [];
  for (;;) {
    const parsed = schema.safeParse(left);
    if (parsed.success) return { value: parsed.data, beyond, unread };
    const entries = new Map<string, Path>();
    for (const issue of parsed.error.issues) {
      if (issue.code === "unrecognized_keys") {
        const table = at(left, issue.path) as Record<string, unknown>;
        for (const key of issue.keys) {
          delete table[key];
          beyond.push(written([...issue.path, key]));
        }
        continue;
      }
      const last = issue.path.findLastIndex((part) => typeof part === "number");
      if (last < 0) return null;
      const entry = issue.path.slice(0, last + 1);
      entries.set(written(entry), entry);
      unread.push(written(issue.path));
    }
    // From the end of each list, so that the places of the others stay.
    for (const entry of [...entries.values()].sort((a, b) => Number(b.at(-1)) - Number(a.at(-1)))) {
      const list = at(left, entry.slice(0, -1));
      if (Array.isArray(list)) list.splice(Number(entry.at(-1)), 1);
    }
  }
}

type Path = readonly PropertyKey[];

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((now, part) => (now as Record<PropertyKey, unknown> | undefined)?.[part], value);

/** `projects[0].effects` */
const written = (path: Path): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : `${text}${text === "" ? "" : "."}${String(part)}`,
    "",
  );
