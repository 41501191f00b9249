/** One cycle from filing to cleaning up. Whatever happens in between, the issue does not stay open. */
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type Cause, causesOf } from "./cause.ts";
import { type Course, silentHop } from "./hop.ts";
import { cleanUp, fileIssue, isHooked } from "./marked-issue.ts";
import { Observer } from "./observe.ts";
import type { Prepared } from "./prepare.ts";
import { progress } from "./report.ts";
import type { Told } from "./told.ts";

export async function runCycle(
  prepared: Prepared,
  timeout_secs: number,
  stop: AbortSignal,
  say: (line: string) => void,
): Promise<Told> {
  const { client, repo } = prepared.cycle;
  const filed_at = Date.now();
  const filed = await fileIssue(client, repo);
  if (!filed.ok) {
    throw new CliError(EXIT.refused, {
      what: `the issue was not filed in ${repo}`,
      why: filed.error,
      next: `npm run -s adf -- doctor${prepared.options}`,
    });
  }
  const { number: issue, title } = filed.value;
  say(`#${issue} ${title}`);
  const observer = new Observer(prepared, issue, filed_at);
  let course: Course;
  let causes: readonly Cause[];
  let left_open: string | null = null;
  try {
    course = await observer.watch(filed_at + timeout_secs * 1000, stop, progress(say));
    causes = await explain(prepared, observer, course);
  } finally {
    left_open = await cleanUp(client, repo, issue);
  }
  return { issue, course, causes, left_open };
}

/** Why a hop stays silent, judged by what the factory itself says at that moment. */
async function explain(
  { cycle, place, options }: Prepared,
  observer: Observer,
  course: Course,
): Promise<readonly Cause[]> {
  const silent = silentHop(course);
  if (silent === null) return [];
  await observer.look();
  return causesOf(silent.hop, {
    url: cycle.address.url,
    options,
    deployed: place.kind === "deployed",
    project: cycle.project,
    ...observer.last,
    held_by: observer.held_by,
    denied: observer.denied?.what ?? null,
    hooked: await isHooked(cycle.client, cycle.repo, cycle.address.url),
  });
}
