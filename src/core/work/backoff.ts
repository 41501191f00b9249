/**
 * How long to wait before attempt `n + 1`: doubling from the base to the ceiling, in milliseconds. A seed takes up to a
 * fifth off, always the same for the same seed: what failed together does not come back together.
 */
export function backoffMs(failures: number, base_secs: number, max_secs: number, seed?: string): number {
  if (failures <= 0) return 0;
  const whole = 1000 * Math.min(max_secs, base_secs * 2 ** Math.min(failures - 1, 30));
  return seed === undefined ? whole : Math.round(whole * (1 - 0.2 * fractionOf(seed)));
}

/** From 0 to 1, spread evenly over seeds (FNV-1a). */
function fractionOf(seed: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193) >>> 0;
  return hash / 0x1_0000_0000;
}
