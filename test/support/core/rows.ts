/** A table in memory: rows by their key, and what is often asked of them, worked out once for each state of the table. */
export class Rows<K, T> extends Map<K, T> {
  #version = 0;

  override set(key: K, row: T): this {
    this.#version += 1;
    return super.set(key, row);
  }
  override delete(key: K): boolean {
    this.#version += 1;
    return super.delete(key);
  }
  override clear(): void {
    this.#version += 1;
    super.clear();
  }

  /** The same answer until a row is put or taken away; not to be changed by who gets it. */
  view<R>(of: (rows: T[]) => R): () => R {
    let seen = -1;
    let known: R;
    return () => {
      if (seen !== this.#version) {
        known = of([...this.values()]);
        seen = this.#version;
      }
      return known;
    };
  }
}
