/** For each hop that may stay silent, what most likely keeps it so, and the command that shows or mends it. Pure. */
import type { ProjectChecks } from "../../contract/checks.ts";
import type { ProjectView, RunnerView } from "../../contract/state.ts";
import type { HopName } from "./hop.ts";

export interface Cause {
  readonly cause: string;
  readonly command: string;
  /** True where the factory itself shows that this is so. */
  readonly seen: boolean;
}

/** What was known when the time ran out; null where the Worker did not say. */
export interface Circumstances {
  readonly url: string;
  /** The options that name this factory to another command. */
  readonly options: string;
  readonly deployed: boolean;
  readonly project: string;
  readonly view: ProjectView | null;
  readonly checks: ProjectChecks | null;
  readonly runners: readonly RunnerView[];
  /** The write that a person at the terminal said no to; null when none. */
  readonly denied: string | null;
  /** Why the coordinator may not take the smoke issue. */
  readonly held_by: string | null;
  /** Whether the repository has an active webhook to this Worker; null where it could not be listed. */
  readonly hooked: boolean | null;
}

/** Three: first what is seen to be so, then what cannot be seen, and last what does not look so. */
export function causesOf(hop: HopName, c: Circumstances): Cause[] {
  const rank = ({ seen }: Possible) => (seen === null ? 1 : seen ? 0 : 2);
  const denied = may(`you said no to: ${c.denied}`, adf("smoke --approve", c), true);
  return [...(c.denied === null ? [] : [denied]), ...LISTS[hop](c)]
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 3)
    .map((x) => ({ ...x, seen: x.seen === true }));
}

/** `seen` null: the factory's state does not tell. */
type Possible = Omit<Cause, "seen"> & { readonly seen: boolean | null };
type List = (c: Circumstances) => Possible[];

const may = (cause: string, command: string, seen: boolean | null = null): Possible => ({
  cause,
  command,
  seen,
});
const adf = (command: string, c: Circumstances) => `npm run -s adf -- ${command}${c.options}`;
const restart = "stop the factory with Ctrl-C, then: npm start";
const post = (c: Circumstances, path: string) =>
  `curl -X POST -H "authorization: Bearer $ADF_ADMIN_TOKEN" ${c.url}/api/v1/projects/${c.project}/${path}`;
const secret = (name: string, c: Circumstances) =>
  c.deployed ? `npx wrangler secret put ${name}` : adf("doctor", c);

const tick = (c: Circumstances) => c.checks?.tick_secs ?? null;
const lateTick = (c: Circumstances) => {
  const secs = tick(c);
  return c.checks !== null && (secs === null || secs > (c.deployed ? 180 : 30));
};
/** On one machine a runner has a socket or is gone; elsewhere one may only poll. */
const nobody = (c: Circumstances) =>
  !c.runners.some((r) => r.connected || (c.deployed && (r.last_seen_secs ?? Infinity) < 90));
const refused = (c: Circumstances) => (c.checks?.refused.count ?? 0) > 0;

const outbox =
  (whose: string): List =>
  (c) => [
    ...unwilling(c),
    may(`the forge refuses what ${whose} writes: its token or its permission`, adf("doctor", c), refused(c)),
    may(
      "the forge is not answering the Worker, and the comment waits in the outbox",
      adf("doctor", c),
      (c.view?.effects.pending ?? 0) > 0,
    ),
    may(
      "the queue adf-forge is not served, so nothing applies what is written",
      c.deployed ? "npx wrangler queues info adf-forge" : restart,
    ),
  ];

/** Why nothing would be written even if all else is well. */
const unwilling: List = (c) => {
  if (c.checks?.mode === "observe")
    return [may("the project observes, which writes nothing", adf(`promote ${c.project}`, c), true)];
  if (c.checks?.mode !== "approve") return [];
  const waits = (c.view?.effects.proposed ?? 0) > 0;
  return [may("it waits for a person's yes, as in the mode approve", adf("approvals", c), waits)];
};

const LISTS: Readonly<Record<HopName, List>> = {
  filed: (c) => [
    may("the token may not create issues here", adf("doctor", c)),
    may("the forge does not answer", adf("doctor", c)),
    may("the repository has issues switched off", adf("doctor", c)),
  ],
  delivered: (c) => [
    may(
      "the repository has no active webhook to this Worker",
      adf("doctor --admin-token-file admin.token", c),
      c.hooked === false,
    ),
    may(
      "the forge may not send to this address",
      "in the forge's app.ini: [webhook] ALLOWED_HOST_LIST = external,private,loopback",
      c.hooked === true,
    ),
    may("the webhook's secret is not the Worker's WEBHOOK_SECRET", secret("WEBHOOK_SECRET", c)),
    may("the forge cannot reach the Worker at all, and the poll must do", adf("smoke --poll-only", c)),
  ],
  seen: (c) => [
    may("the cron does not tick, so nothing is polled", adf("doctor", c), lateTick(c)),
    may("the Worker cannot read the forge: address, token or permission", adf("doctor", c)),
    may("the queue adf-forge is not served", c.deployed ? "npx wrangler queues info adf-forge" : restart),
  ],
  picked: (c) => [
    may("the project is paused", post(c, "resume"), c.view?.paused === true),
    may(
      "the project is switched off in the configuration",
      "set enabled = true in [[projects]]",
      c.checks?.enabled === false,
    ),
    may(
      `the coordinator may not take it: held by ${c.held_by ?? "a label or an untrusted author"}`,
      "add the author to trusted of the project, or of [gitea] where it has none; or file it with another --tokens",
      c.held_by !== null,
    ),
    may("every developer is busy with earlier work", adf("status", c), busy(c)),
    may("the coordinator's hours are over and it was not asked", adf("run-now", c)),
  ],
  mentioned: outbox("the coordinator"),
  leased: (c) => [
    may("no runner is there to take it", c.deployed ? adf("doctor", c) : restart, nobody(c)),
    may("the circuit breaker is open", adf("status", c), c.checks !== null && c.checks.breaker === "open"),
    may(
      "no runner has an agent CLI that this work is routed to",
      adf("doctor", c),
      c.runners.every((r) => r.clis.length === 0),
    ),
    may("all slots of the runners or of the agent are taken", adf("status", c)),
  ],
  running: (c) => [
    may(
      "the runner could not make the checkout: git, disk or the git gate",
      "npm run -s adf -- runner status",
    ),
    may(
      "the runner died after it took the job; the lease runs out and it is taken again",
      adf("status", c),
      nobody(c),
    ),
    may("the runner cannot reach the Worker any more", "npm run -s adf -- runner status"),
  ],
  ended: (c) => [
    may("the runner died during the job", adf("doctor", c), nobody(c)),
    may("the agent needs longer than smoke waited", adf("smoke --timeout 600", c)),
    may("the agent CLI is not logged in, or its provider refuses", adf("status", c)),
  ],
  verified: (c) => [
    may("QA ran the commands and they did not end as claimed", adf("status", c)),
    may("no runner is free for QA's job", adf("status", c), nobody(c)),
    may("the claim names commands that QA may not run", adf("status", c)),
  ],
  answered: outbox("the agent"),
  closed: (c) => [
    ...unwilling(c),
    may("the coordinator's account may not close issues", adf("doctor", c), refused(c)),
    may("the agent made a change, and its review is not through", adf("status", c)),
    may(
      "the forge is not answering the Worker, and the closing waits in the outbox",
      adf("doctor", c),
      (c.view?.effects.pending ?? 0) > 0,
    ),
  ],
};

function busy(c: Circumstances): boolean {
  return c.view?.work_items.some((item) => item.phase === "change") === true;
}
