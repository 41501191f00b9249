/** Lines about clocks. Only the Worker's decides; the others are read against it. */
import { type Check, fix, ok, span, unknown } from "./check.ts";
import type { Facts } from "./facts.ts";
import { wasAsked } from "./facts.ts";

/** A second comes from the Date header, some from slow answers. Cursors bear two minutes. */
const OFF_MS = 10_000;

export function clockLines({ worker, projects }: Facts): Check[] {
  const survey = projects[0]?.from_worker;
  const forge = survey !== undefined && wasAsked(survey) ? survey.clock_ms : null;
  return [
    clockLine(
      "clock.machine",
      "this machine",
      worker.kind === "up" ? worker.clock_ms : null,
      "sudo timedatectl set-ntp true",
    ),
    clockLine("clock.forge", "the forge", forge, "on the forge's machine: sudo timedatectl set-ntp true"),
  ];
}

export function clockLine(
  id: "clock.machine" | "clock.forge",
  whose: string,
  off_ms: number | null,
  command: string,
): Check {
  if (off_ms === null) return unknown(id, `the clock of ${whose} could not be compared with the Worker's`);
  const secs = Math.abs(off_ms) / 1000;
  if (secs * 1000 <= OFF_MS)
    return ok(id, `the clock of ${whose} agrees with the Worker's within ${Math.ceil(secs)} s`);
  return fix(
    id,
    `the clock of ${whose} is ${span(secs)} ${off_ms > 0 ? "ahead of" : "behind"} the Worker's`,
    command,
  );
}
