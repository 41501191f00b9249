/** Virtual time: what happens next, in order of time and then of asking. Nothing waits for a real clock. */

/** One that lives, dies and sleeps: what it had begun ends with its life, and waits while it sleeps. */
export interface Being {
  /** Grows with each death, so that what was begun before is known to be over. */
  readonly life: number;
  /** Until when it does nothing, as a stopped process or a machine whose lid is closed. */
  readonly asleep_until: number;
}

/** A process of the simulation: yields how many milliseconds to wait before it goes on. */
export type Process<T = void> = Generator<number, T, void>;

interface Entry {
  readonly at: number;
  readonly seq: number;
  readonly act: () => void;
}

export class Agenda {
  now: number;
  #seq = 0;
  readonly #heap: Entry[] = [];

  constructor(now: number) {
    this.now = now;
  }

  after(ms: number, act: () => void): void {
    this.#push({ at: this.now + Math.max(0, Math.round(ms)), seq: this.#seq++, act });
  }

  /** Runs a process as a part of somebody's present life. */
  spawn(being: Being, process: Process): void {
    const { life } = being;
    const go = (): void => {
      if (being.life !== life) return;
      if (being.asleep_until > this.now) return this.after(being.asleep_until - this.now, go);
      const { done, value } = process.next();
      if (done !== true) this.after(value, go);
    };
    go();
  }

  /** Does what comes next, unless it is later than `until`. */
  step(until: number): boolean {
    const first = this.#heap[0];
    if (first === undefined || first.at > until) return false;
    this.#pop();
    // A clock that was set forward meanwhile does not go back.
    this.now = Math.max(this.now, first.at);
    first.act();
    return true;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = heap[up];
      if (above === undefined || !before(entry, above)) break;
      heap[at] = above;
      at = up;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      const [left, right] = [heap[down], heap[down + 1]];
      if (left === undefined) break;
      if (right !== undefined && before(right, left)) down += 1;
      const below = heap[down];
      if (below === undefined || !before(below, last)) break;
      heap[at] = below;
      at = down;
    }
    heap[at] = last;
  }
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.seq < b.seq);
