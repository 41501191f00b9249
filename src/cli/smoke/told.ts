/** What one cycle came to. */
import type { Cause } from "./cause.ts";
import { type Course, silentHop } from "./hop.ts";

export interface Told {
  readonly issue: number;
  readonly course: Course;
  /** Of the hop that stays silent; none when every one came. */
  readonly causes: readonly Cause[];
  /** Why the issue could not be closed at the end; null when it is closed. */
  readonly left_open: string | null;
}

export const isGreen = ({ course, left_open }: Told): boolean =>
  silentHop(course) === null && course.end !== "observed" && left_open === null;
