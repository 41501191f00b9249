/** The routes that a project's jobs took, in the order the jobs were made, a page at a time. */
import type { RoutesPage } from "../../contract/routing.ts";
import { taskText } from "../../core/work/work-item.ts";
import { routedJobs } from "../store/work.ts";

/** A text has up to some ten thousand characters. */
const AT_ONCE = 100;

export function routesPage(sql: SqlStorage, after: number): RoutesPage {
  const found = routedJobs(sql, after, AT_ONCE);
  const routes = found.map(({ job, item }) => {
    const { tier, provider, model, cli, given } = job.route;
    return {
      job: job.id,
      issue: item?.issue ?? null,
      agent: job.agent,
      kind: job.kind,
      route: { tier, provider, model, cli },
      text: item === undefined ? null : taskText(item),
      given: given ?? null,
    };
  });
  return { routes, next: found.length < AT_ONCE ? null : (found.at(-1)?.seq ?? null) };
}
