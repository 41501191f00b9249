/** Records that do not reach the log store: it is away, or it lacks what it was given. */
import { adf } from "../comment/command.ts";
import { count } from "../comment/count.ts";
import type { Absence } from "./absence.ts";

/** How a project's records stand, as its carrying of them knows it. */
export interface RecordSigns {
  /** For how long the oldest record waits that was not handed over; null when none does. */
  readonly waiting_ms: number | null;
  /** Records that the index did not have exactly once when it was asked: they are being sent again. */
  readonly gaps: number;
  /** Records that it will not take. */
  readonly dead: number;
  /** What it last answered, while it is not well. */
  readonly trouble: string | null;
}

/** With a store that is not well, and with one that is: then there is much to carry, which is no trouble for a while. */
const LATE_MS = 60_000;
const MUCH_LATER_MS = 600_000;
/** So many holes at one time are no accident of one request. */
const MANY_GAPS = 1_000;

export function lostRecords(signs: RecordSigns | null): Absence[] {
  if (signs === null) return [];
  const { waiting_ms, gaps, dead, trouble } = signs;
  const said = trouble === null ? "" : ` The last try said: ${trouble}`;
  if (waiting_ms !== null && waiting_ms >= (trouble === null ? MUCH_LATER_MS : LATE_MS))
    return [
      {
        key: "records",
        suspect: "records",
        title: "Records wait for the log store",
        body:
          `The oldest waits for ${Math.round(waiting_ms / 60_000)} min.${said}\n\n` +
          `None is lost: they wait in their project, up to a million, and go on by themselves. ${adf("doctor")} asks the log store as the Worker reaches it.`,
      },
    ];
  if (dead === 0 && gaps < MANY_GAPS) return [];
  const holes =
    dead > 0
      ? `${count(dead, "record is", "records are")} not taken by the log store`
      : `${gaps} records are missing in it`;
  return [
    {
      key: "records",
      suspect: "records",
      title: "The log store lacks records",
      body:
        `${holes}.${said}\n\n` +
        (dead > 0
          ? `${adf("status")} names them with its reason; ${adf("quickwit apply")} mends its mapping, and ${adf("logs --resend")} sends them again.`
          : `They are being sent again, and ${adf("status")} says how many are left.`),
    },
  ];
}
