/** How far this machine's clock is from the Worker's, by the dates of its answers. Decides nothing: it is told to a person. */
export interface ClockCompared {
  /** The `Date` of an answer that has just come. */
  heard(date: string): void;
  /** Seconds that this machine is ahead; null before an answer had a date. */
  readonly ahead: () => number | null;
}

export function compareClocks(now: () => number): ClockCompared {
  let ahead: number | null = null;
  return {
    heard(date) {
      const there = Date.parse(date);
      if (Number.isFinite(there)) ahead = (now() - there) / 1000;
    },
    ahead: () => ahead,
  };
}
