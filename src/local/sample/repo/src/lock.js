/** Runs one task at a time, in the order they were asked for. */
export class Lock {
  #held = false;
  #waiting = [];

  async run(task) {
    await this.#acquire();
    const result = await task();
    this.#release();
    return result;
  }

  get waiting() {
    return this.#waiting.length;
  }

  #acquire() {
    if (!this.#held) {
      this.#held = true;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release() {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#held = false;
    } else {
      next();
    }
  }
}
