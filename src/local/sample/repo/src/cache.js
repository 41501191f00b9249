/** Keeps at most `max` values, each for `ttl` milliseconds; the oldest makes room for a new one. */
export function createCache({ max, ttl, now = Date.now }) {
  const entries = new Map();

  function get(key) {
    const entry = entries.get(key);
    if (entry === undefined) {
      return undefined;
    }
    if (now() - entry.at >= ttl) {
      entries.delete(key);
      return undefined;
    }
    return entry.value;
  }

  function set(key, value) {
    entries.delete(key);
    if (entries.size > max) {
      const [oldest] = entries.keys();
      entries.delete(oldest);
    }
    entries.set(key, { value, at: now() });
  }

  return {
    get,
    set,
    get size() {
      return entries.size;
    },
  };
}
