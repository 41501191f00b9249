/** How long to wait before attempt `n + 1`: doubling from the base to the ceiling, in milliseconds. */
export function backoffMs(failures: number, base_secs: number, max_secs: number): number {
  if (failures <= 0) return 0;
  return 1000 * Math.min(max_secs, base_secs * 2 ** Math.min(failures - 1, 30));
}
