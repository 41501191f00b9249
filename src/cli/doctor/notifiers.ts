/** Lines about who is told outside the forge: whether each notifier can be reached, and what could not be delivered. */
import type { WorkerChecks } from "../../contract/checks.ts";
import type { ProjectView } from "../../contract/state.ts";
import { type Check, fix, ok, span } from "./check.ts";
import type { Place } from "./facts.ts";

export const notifierLines = ({ notifiers }: WorkerChecks, place: Place): Check[] =>
  notifiers.length === 0
    ? [ok("notifiers", "none: alerts are issues on the forge alone ([[notifiers]], docs/notifiers.md)")]
    : notifiers.map((one) => notifierLine(one, place));

function notifierLine(n: WorkerChecks["notifiers"][number], place: Place): Check {
  const id = `notifiers/${n.name}`;
  const where = `${n.kind} at ${n.host}`;
  if (n.kind === "webhook" && !n.secret)
    return fix(
      id,
      `${where} has no secret to sign with, and is sent nothing`,
      `npx wrangler secret put NOTIFIER_SECRETS   (JSON: {"${n.name}":"whsec_…"}; with npm start: in .adf/secrets.json)`,
    );
  const test = `npm run -s adf -- notify test --notifier ${n.name}${place.options}`;
  if (n.failures > 0)
    return fix(id, `${where} failed ${n.failures} times in a row; tried again in ${span(n.shut_secs)}`, test);
  return ok(id, `${where}, told from ${n.least} on; ${test} sends a message`);
}

export function noticesLine({ name, notices }: ProjectView, place: Place): Check {
  const id = `notices/${name}`;
  const { pending, dead, dead_examples } = notices;
  if (dead === 0) return ok(id, pending === 0 ? "nobody waits to be told" : `${pending} on their way`);
  const [example] = dead_examples;
  const why =
    example === undefined ? "" : `, the last: "${example.title}" by ${example.notifier}: ${example.error}`;
  return fix(id, `${dead} could not be delivered${why}`, `npm run -s adf -- notify again${place.options}`);
}
