/** Lines about the webhook of a project: there, to the right place, of the right events, and heard. */
import type { HookFacts } from "../../contract/checks.ts";
import { type Check, fix, ok, span, unknown } from "./check.ts";
import { type Place, type ProjectFacts, type Surveyed, wasAsked } from "./facts.ts";
import { reason } from "./forge.ts";
import { createHook, deleteHook, editHook, testHook } from "./forge-commands.ts";

/** Fine names, as forges read a hook back. Comments on pull requests have a name of their own. */
const NEEDED = ["issues", "issue_comment", "issue_label", "pull_request", "pull_request_sync", "push"];
/** The poll found something so much later than the last delivery that the delivery is lost. */
const LATE_SECS = 600;

export function webhookLines(project: ProjectFacts, place: Place): Check[] {
  const { name } = project.checks;
  const [hooks, at, why] = listing(project);
  if (isOutOfReach(place, at?.url)) {
    const fact = "this machine cannot be reached from the forge: the poll brings the news";
    return [ok(`webhook/${name}`, fact)];
  }
  if (hooks === null || at === null) {
    const sight = unknown(`webhook/${name}`, why, "npm run -s adf -- doctor --admin-token-file admin.token");
    return [sight, deliveredLine(project, null, at)];
  }
  const target = `${place.url}/webhooks/gitea`;
  const ours = hooks.filter((hook) => sameAddress(hook.url, target));
  const [hook] = ours;
  if (hook === undefined) return [missing(project, hooks, at, target, place)];
  const second = ours[1];
  const there =
    second === undefined
      ? ok(`webhook/${name}`, `${at.repo} has the webhook to ${target}`)
      : fix(
          `webhook/${name}`,
          `${at.repo} has ${ours.length} webhooks to ${target}: each change is told ${ours.length} times`,
          deleteHook(at, second.id),
        );
  return [
    there,
    activeLine(name, hook, at, target),
    eventsLine(name, hook, at, target),
    deliveredLine(project, hook, at),
  ];
}

interface At {
  readonly url: string;
  readonly repo: string;
}

/** As the Worker's accounts see it, else as ours do: one of them must be an admin. */
function listing(p: ProjectFacts): [readonly HookFacts[] | null, At | null, string] {
  const seen = [p.from_worker, p.from_here].filter(wasAsked);
  const read = seen.find((s) => s.hooks !== null);
  if (read !== undefined) return [read.hooks, read, ""];
  const at = seen.find((s) => s.unreachable === null) ?? null;
  const problem = at?.hooks_problem?.detail ?? whyNot(p.from_worker, p.from_here);
  return [null, at, `the webhooks could not be listed: ${problem}`];
}

const whyNot = (...surveys: readonly Surveyed[]): string => [...new Set(surveys.map(reason))].join("; ");

/** A Worker on this machine, and a forge that is not. */
function isOutOfReach(place: Place, forge: string | undefined): boolean {
  if (place.kind !== "own" || forge === undefined) return false;
  return !["127.0.0.1", "localhost", "[::1]"].includes(new URL(forge).hostname);
}

function missing(
  { checks }: ProjectFacts,
  hooks: readonly HookFacts[],
  at: At,
  target: string,
  place: Place,
): Check {
  const id = `webhook/${checks.name}`;
  const command = makeHook(checks, at, target, place);
  const stray = hooks.find((hook) => hook.url.endsWith("/webhooks/gitea"));
  if (stray === undefined && place.kind !== "deployed" && checks.mode === "observe")
    return ok(id, "none is made in the mode observe: the poll brings the news");
  if (stray === undefined)
    return fix(id, `${at.repo} has no webhook to ${target}: only the poll brings news`, command);
  const fact = `the webhook of ${at.repo} goes to ${stray.url}, and the Worker is at ${place.url}`;
  return fix(id, fact, place.kind === "deployed" ? editHook(at, stray.id, target) : command);
}

/** The embedded forge gets one at each start; of one's own, mostly only an admin may make one. */
function makeHook({ name, repo }: ProjectFacts["checks"], at: At, target: string, place: Place): string {
  if (place.kind === "deployed") return createHook(at, target);
  if (place.kind === "embedded") return "stop the factory with Ctrl-C, then: npm start";
  return `npm run -s adf -- setup --project ${name} --repo ${repo} --forge ${at.url} --worker ${place.url} --admin-token-file admin.token --apply`;
}

function activeLine(name: string, hook: HookFacts, at: At, target: string): Check {
  const id = `webhook.active/${name}`;
  if (hook.active) return ok(id, "it is active");
  return fix(id, "it is switched off: nothing is sent", editHook(at, hook.id, target));
}

function eventsLine(name: string, hook: HookFacts, at: At, target: string): Check {
  const id = `webhook.events/${name}`;
  const lacking = NEEDED.filter((event) => !hook.events.includes(event));
  if (lacking.length === 0) return ok(id, "it tells of issues, comments, labels, pull requests and pushes");
  return fix(id, `it does not tell of ${lacking.join(", ")}`, editHook(at, hook.id, target));
}

export function deliveredLine({ checks }: ProjectFacts, hook: HookFacts | null, at: At | null): Check {
  const id = `webhook.delivered/${checks.name}`;
  const { heard_secs, found_secs } = checks;
  const trial = hook === null || at === null ? null : testHook(at, hook.id);
  if (heard_secs !== null) {
    const last = `the last delivery came ${span(heard_secs)} ago`;
    if (found_secs === null || heard_secs - found_secs < LATE_SECS) return ok(id, last);
    return unknown(id, `${last}, and the poll found something newer ${span(found_secs)} ago`, trial);
  }
  if (found_secs === null)
    return unknown(id, "nothing has been delivered yet, and nothing has happened", trial);
  return fix(
    id,
    `no delivery ever arrived, and the poll found news ${span(found_secs)} ago: the forge's allowed-host list, or another secret than WEBHOOK_SECRET`,
    `in the forge's app.ini: [webhook] ALLOWED_HOST_LIST = external,private,loopback; restart it${trial === null ? "" : `; then: ${trial}`}`,
  );
}

/** Addresses differ only where they lead elsewhere: a slash at the end and the host's spelling do not count. */
function sameAddress(a: string, b: string): boolean {
  if (!URL.canParse(a) || !URL.canParse(b)) return false;
  const plain = (url: string) => new URL(url).href.replace(/\/+$/, "");
  return plain(a) === plain(b);
}
