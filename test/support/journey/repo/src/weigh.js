export const weigh = (pebbles) => pebbles.reduce((sum, p) => sum + p, 0);
