/**
 * The number both sides of the runner protocol must share. Raised when a change would make an older runner or
 * Worker misread the other; a mismatch is refused with a sentence that says which side to upgrade.
 */
export const CONTRACT_VERSION = 10;

/**
 * The newest entry of the Project object's migrations (src/worker/store/migrations.ts, which holds it to be so). A build refuses
 * tables that are newer than it knows, so a rollback over this number is refused before it is made.
 */
export const STORE_VERSION = 7;
