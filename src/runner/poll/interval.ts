/** The wait between two polls: the configured time with ±20 % jitter, so that runners do not march in step. Pure. */
export const jittered = (ms: number, random: number): number => ms * (0.8 + 0.4 * random);
