/** The clocks of the machine and of the forge. */
import type { Case } from "./case.ts";

export const CLOCKS: readonly Case[] = [
  [
    "a machine whose clock is ahead",
    "clock.machine",
    { clock_ms: 65_000 },
    "fix",
    /65 s ahead of/,
    /timedatectl/,
  ],
  [
    "a forge whose clock is behind",
    "clock.forge",
    { from_worker: { clock_ms: -90_000 } },
    "fix",
    /90 s behind/,
    /timedatectl/,
  ],
  [
    "a forge without a clock",
    "clock.forge",
    { from_worker: { clock_ms: null } },
    "unknown",
    /could not be compared/,
    null,
  ],
];
