/** Whether a runner was made from other sources than the Worker it works for, though both speak one contract. */

/**
 * `expected` is the build that belongs to the Worker; null where no deploy named it (`npm start`), and then nothing is old.
 * A runner from a checkout names its release alone, so only another release is told. One that never asked has no build.
 */
export function isOldRunner(build: string, expected: string | null): boolean {
  if (expected === null || build === "" || build === expected) return false;
  return build.includes("+") || build !== release(expected);
}

const release = (build: string): string => build.slice(0, build.indexOf("+"));
