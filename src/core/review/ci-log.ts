/**
 * The part of a CI log that says what failed, bounded. A forge's log is one file of all steps, each line behind its time; what
 * failed stands where the failed step ends, and behind that come the steps that clean up.
 */

const LOG_MAX = 3_000;
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z /;
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const COLOUR = /\x1b\[[0-9;?]*[A-Za-z]/g;

/** `failed_at`: the second in which the failed step ended, in ms; null where the forge does not tell of steps. */
export function failingPart(log: string, failed_at: number | null): string {
  const lines = log.replace(COLOUR, "").split(/\r?\n/);
  const past = failed_at === null ? -1 : lines.findIndex((line) => timeOf(line) > failed_at);
  // A log whose end was read may begin behind it: then that end is all there is.
  const part = past > 0 ? lines.slice(0, past) : lines;
  return endOf(part.map((line) => line.replace(TIME, "")).join("\n"));
}

/** To the second, as steps have it; a line without a time is of no moment of its own. */
function timeOf(line: string): number {
  const at = TIME.exec(line)?.[1];
  return at === undefined ? 0 : Date.parse(`${at}Z`);
}

/** From the beginning of a line unless that costs half of it, and it says that something stood before. */
export function endOf(log: string, max = LOG_MAX): string {
  const text = log.trimEnd();
  if (text.length <= max) return text;
  const cut = text.slice(-max);
  const begins = cut.indexOf("\n") + 1;
  return `…${begins > max / 2 ? cut : cut.slice(begins)}`;
}
