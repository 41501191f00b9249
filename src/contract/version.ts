/**
 * The number both sides of the runner protocol must share. Raised when a change would make an older runner or
 * Worker misread the other; a mismatch is refused with a sentence that says which side to upgrade.
 */
export const CONTRACT_VERSION = 2;
