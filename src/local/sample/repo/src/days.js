const DAY_MS = 86_400_000;

/** The calendar day of a moment in UTC, as YYYY-MM-DD. */
export function dayOf(moment) {
  const date = new Date(moment);
  const month = String(date.getUTCMonth() + 1).padStart(2, "0");
  const day = String(date.getUTCDate()).padStart(2, "0");
  return `${date.getUTCFullYear()}-${month}-${day}`;
}

export function addDays(day, count) {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS);
}

/** All days from the first to the last, both included. */
export function daysBetween(first, last) {
  const days = [];
  for (let day = first; day <= last; day = addDays(day, 1)) {
    days.push(day);
  }
  return days;
}
