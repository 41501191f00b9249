/** The routes that a project's jobs took, in the order the jobs were made, a page at a time. */
import { RouteRecord, type RoutesPage } from "../../contract/routing.ts";
import { isHouse } from "../../core/decide/house.ts";
import type { MirrorIssue } from "../../core/decide/snapshot.ts";
import type { PullSnapshot } from "../../core/event/event.ts";
import { taskText } from "../../core/work/work-item.ts";
import { get } from "../store/records.ts";
import { routedJobs } from "../store/work.ts";

/** A text has up to some ten thousand characters. */
const AT_ONCE = 100;

export function routesPage(sql: SqlStorage, after: number): RoutesPage {
  const found = routedJobs(sql, after, AT_ONCE);
  const routes = found
    .filter(({ job }) => !isHouse(job))
    .map(({ job, item }) => {
      const { tier, provider, model, cli, given, why } = job.route;
      return {
        job: job.id,
        issue: item?.issue ?? null,
        agent: job.agent,
        kind: job.kind,
        route: { tier, provider, model, cli },
        text: item === undefined ? null : taskText(item, taskOf(sql, item.issue)),
        given: given ?? null,
        decision: RouteRecord.safeParse(JSON.parse(why)).data ?? null,
        chosen: item?.chosen ?? null,
        root: item?.root ?? null,
      };
    });
  return { routes, next: found.length < AT_ONCE ? null : (found.at(-1)?.seq ?? null) };
}

/** Issues and pull requests share their numbers. */
const taskOf = (sql: SqlStorage, number: number): MirrorIssue | PullSnapshot | undefined =>
  get<MirrorIssue>(sql, "issues", number) ?? get<PullSnapshot>(sql, "pulls", number);
