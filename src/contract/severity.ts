/** How bad a finding is, in a review of a change and in one of what has been merged; the worst last. */
import * as z from "zod";

export const Severity = z.enum(["info", "minor", "major", "critical"]);
export type Severity = z.infer<typeof Severity>;
