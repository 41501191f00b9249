/** What of the things a runner keeps has to go: too old, too many, too large. Pure. */

/** Something that the runner made and labelled, and that nobody uses now. */
export interface Kept {
  readonly path: string;
  /** For people: `mirror tides-1a2b.git`. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
  readonly bytes: number;
}

export interface Allowed {
  readonly days: number;
  readonly count: number;
  readonly bytes: number;
}

export interface Leaving {
  readonly kept: Kept;
  readonly why: string;
}

const DAY_MS = 86_400_000;

/** Newest first as long as there is room; each with the first limit that it breaks. */
export function leaving(all: readonly Kept[], allowed: Allowed, now: number): Leaving[] {
  const gone: Leaving[] = [];
  let count = 0;
  let bytes = 0;
  for (const kept of all.toSorted((a, b) => b.usedAt - a.usedAt)) {
    const days = (now - kept.usedAt) / DAY_MS;
    const why =
      days > allowed.days
        ? `not used for ${Math.floor(days)} days`
        : count + 1 > allowed.count
          ? `more than ${allowed.count} things are kept`
          : bytes + kept.bytes > allowed.bytes
            ? `more than ${Math.round(allowed.bytes / 1_048_576)} MB are kept`
            : null;
    if (why !== null) {
      gone.push({ kept, why });
      continue;
    }
    count += 1;
    bytes += kept.bytes;
  }
  return gone;
}
