/**
 * Reads from the forge what changed since the cursors, into the same ledger that webhooks fill: lost deliveries are
 * repaired and nothing is dispatched twice. A read that runs out of requests goes on in another invocation.
 */
import type { ProjectConfig } from "../../contract/config.ts";
import type { ForgeEvent, IssueSnapshot, RepoRef } from "../../core/event/event.ts";
import type { ForgeFailure } from "../../forge/client.ts";
import { type Door, type Env, projectOf, projectStub } from "../environment.ts";
import { logLine } from "../log.ts";
import type { SyncState } from "../objects/project-mirror.ts";
import { ForgeAccess } from "./forge-call.ts";
import { forgeUnread } from "./forge-unread.ts";
import { intake } from "./intake.ts";
import { readBeside } from "./read-beside.ts";
import { readChecks } from "./read-checks.ts";
import { readMerged } from "./read-day.ts";
import { readSummary } from "./read-summary.ts";

/** Cursors go back by this much, for changes that became visible late; the ledger knows them already. */
const OVERLAP_MS = 120_000;
const PAGE = 50;
/** Looking for an older pull request among several of one branch costs some more. */
const SUMMARY_REQUESTS = 10;

interface Reading {
  readonly env: Env;
  readonly door: Door;
  readonly access: ForgeAccess;
  readonly name: string;
  readonly repo: RepoRef;
  readonly branch: string;
  readonly account: string;
  /** Read again what was only read provisionally: the poll does, a hint does not. */
  readonly again: boolean;
}

type Stop = { readonly stopped: ForgeFailure | "out_of_requests" } | null;

export async function syncProject(env: Env, door: Door, name: string): Promise<void> {
  const project = projectOf(door, name);
  if (project === undefined) return;
  const access = new ForgeAccess(env, door);
  if ((await access.shutFor()) > 0) return;
  const info = await access.client("coordinator").repository(project.repo);
  if (!info.ok) return forgeUnread(env, access, name, info.error);
  const reading = readingOf(env, door, access, project, info.value.id);
  for (const part of [readPeople, readNews, readOffered, readAwaited, readStale]) {
    const stop = await part(reading);
    if (stop === null) continue;
    // The blockers come last: going on with them must not read everything before them once more.
    if (stop.stopped === "out_of_requests")
      await env.FORGE.send({ project: name, what: part === readStale ? "blockers" : "sync" });
    else await forgeUnread(env, access, name, stop.stopped);
    return;
  }
  await access.answered();
  await projectStub(env, name).noteForge(null);
}

/** One part alone: what a hint asks for, or where a whole read ran out of requests. */
export async function syncPart(
  env: Env,
  door: Door,
  name: string,
  what: "blockers" | "summary" | "checks" | "compound",
): Promise<void> {
  const project = projectOf(door, name);
  if (project === undefined) return;
  const access = new ForgeAccess(env, door);
  if ((await access.shutFor()) > 0) return;
  const stop = await PARTS[what](readingOf(env, door, access, project, null));
  if (stop === null) return;
  if (stop.stopped === "out_of_requests") await env.FORGE.send({ project: name, what });
  else await forgeUnread(env, access, name, stop.stopped);
}

/** `id`: of the repository; null for one part alone, which needs none. */
function readingOf(
  env: Env,
  door: Door,
  access: ForgeAccess,
  { name, repo: path, branch }: ProjectConfig,
  id: number | null,
): Reading {
  const repo = { id: id ?? 0, path };
  return { env, door, access, name, repo, branch, account: "coordinator", again: id !== null };
}

const PARTS = {
  blockers: (r: Reading) => readStale(r),
  summary: (r: Reading) => readOffered(r),
  checks: (r: Reading) => readAwaited(r),
  compound: async (r: Reading): Promise<Stop> => {
    const stopped = await readMerged(r.env, r.door, r.access, r.name);
    return stopped === null ? null : { stopped };
  },
} as const;

/** Of open issues that changed: what blocks them, and when the label that lets them in was set. */
async function readStale(r: Reading): Promise<Stop> {
  const stopped = await readBeside(r.env, r.access, r.name, r.repo.path, r.account, r.again);
  return stopped === null ? null : { stopped };
}

/** The checks that the gate `ci` waits for. */
async function readAwaited(r: Reading): Promise<Stop> {
  const stopped = await readChecks(r.env, r.door, r.access, r.name, r.account);
  return stopped === null ? null : { stopped };
}

/** Pins the numeric ids of the trusted logins and of our own accounts. */
async function readPeople(r: Reading): Promise<Stop> {
  const stub = projectStub(r.env, r.name);
  const { trusted, accounts } = await stub.unknownPeople();
  for (const login of trusted) {
    const user = await r.access.client(r.account).user(login);
    if (user.ok) await stub.addPerson(login, "trusted", user.value.id);
    else if (user.error.reason !== "not_found") return { stopped: user.error };
    else logLine({ event: "trust.unknown_login", level: "warn", project: r.name, login });
  }
  for (const account of accounts) {
    const self = await r.access.client(account).whoami();
    if (!self.ok) return { stopped: self.error };
    await stub.addPerson(account, "account", self.value.id);
  }
  return null;
}

/** The summary that `adf setup --init` offers, as long as it is not merged. */
async function readOffered(r: Reading): Promise<Stop> {
  const stub = projectStub(r.env, r.name);
  const due = await stub.summaryDue();
  if (due === null) return null;
  if (r.access.left < SUMMARY_REQUESTS) return { stopped: "out_of_requests" };
  const read = await readSummary(r.access.client(r.account), r.repo.path, r.branch);
  if (!read.ok) return { stopped: read.error };
  await stub.putSummary(read.value, due);
  return null;
}

async function take(r: Reading, events: readonly ForgeEvent[], history: boolean): Promise<void> {
  const inputs = await Promise.all(events.map((e) => intake(e, r.door.marker_secret, history)));
  if (inputs.length === 0) return;
  await projectStub(r.env, r.name).ingest(
    inputs.map((input) => ({ input, source: "poll" as const, delivery: null })),
  );
}

async function readIssues(r: Reading): Promise<Stop> {
  const stub = projectStub(r.env, r.name);
  let state: SyncState = await stub.syncState();
  const since_ms = state.issues_ms;
  for (;;) {
    if (r.access.left < 2) return { stopped: "out_of_requests" };
    const page = await r.access
      .client(r.account)
      .allSince(r.repo.path, { since_ms, page: state.issues_page, limit: PAGE });
    if (!page.ok) return { stopped: page.error };
    const issues = page.value.items.filter((i) => !i.is_pull);
    const events = issues.map(
      (issue): ForgeEvent => ({ kind: "issue", action: "changed", issue, repo: r.repo, sender: null }),
    );
    await take(r, events, since_ms === null);
    const stop =
      since_ms === null
        ? null
        : await readPulls(
            r,
            page.value.items.filter((i) => i.is_pull),
          );
    if (stop !== null) return stop;
    const newest = Math.max(state.issues_next_ms, ...page.value.items.map((i) => i.updated_at));
    const next = newest === 0 ? (page.value.server_ms ?? 0) : newest;
    state = page.value.more
      ? { ...state, issues_page: state.issues_page + 1, issues_next_ms: newest }
      : {
          ...state,
          issues_page: 1,
          issues_next_ms: 0,
          issues_ms: Math.max(since_ms ?? 0, next - OVERLAP_MS),
        };
    await stub.putSyncState(state);
    if (!page.value.more) return null;
  }
}

/** Pull requests among the changed issues, whole: their heads, and mentions in their bodies. */
async function readPulls(r: Reading, changed: readonly IssueSnapshot[]): Promise<Stop> {
  const seen = changed.map(({ number, state, updated_at }) => ({ number, state, updated_at }));
  for (const number of await projectStub(r.env, r.name).stalePulls(seen)) {
    if (r.access.left < 2) return { stopped: "out_of_requests" };
    const pull = await r.access.client(r.account).pull(r.repo.path, number);
    if (!pull.ok && pull.error.reason !== "not_found") return { stopped: pull.error };
    if (!pull.ok) continue;
    await take(r, [{ kind: "pull", action: "changed", pull: pull.value, repo: r.repo, sender: null }], false);
  }
  return null;
}

/** The comments that are new, and before they are taken in the issues, so that none is met before what it stands on. */
async function readNews(r: Reading): Promise<Stop> {
  const stub = projectStub(r.env, r.name);
  let state: SyncState = await stub.syncState();
  const since_ms = state.comments_ms;
  for (;;) {
    if (r.access.left < 2) return { stopped: "out_of_requests" };
    // The first start begins at now: what was said before we came is never replayed.
    const page = await r.access.client(r.account).commentsSince(r.repo.path, {
      since_ms: since_ms ?? FAR_FUTURE,
      page: state.comments_page,
      limit: PAGE,
    });
    if (!page.ok) return { stopped: page.error };
    const stop = await readIssues(r);
    if (stop !== null) return stop;
    state = await stub.syncState();
    const events = page.value.items.map(
      (comment): ForgeEvent => ({
        kind: "comment",
        action: "written",
        comment,
        issue: null,
        repo: r.repo,
        sender: null,
      }),
    );
    await take(r, events, false);
    const newest = Math.max(state.comments_next_ms, ...page.value.items.map((c) => c.updated_at));
    const start = since_ms ?? page.value.server_ms ?? 0;
    // On the very first read the cursor is the forge's now, without overlap: an overlap would replay old mentions.
    const next = since_ms === null ? start : Math.max(since_ms, newest - OVERLAP_MS);
    state = page.value.more
      ? { ...state, comments_page: state.comments_page + 1, comments_next_ms: newest }
      : { ...state, comments_page: 1, comments_next_ms: 0, comments_ms: next };
    await stub.putSyncState(state);
    if (!page.value.more) return null;
  }
}

/** A time after which nothing was written: asks for an empty page, and so for the forge's clock. */
const FAR_FUTURE = Date.UTC(2100, 0, 1);
