/** A merge conflict as a finding: how it begins, so that the next attempt is known to start from the base anew. */
import type { Finding } from "../../contract/outputs.ts";

export const CONFLICT = "Merge conflict";

export const isConflict = ({ message }: Pick<Finding, "message">): boolean => message.startsWith(CONFLICT);
