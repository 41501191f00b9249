/**
 * Every fault that nightwatch is there for: within how many ticks of being there it is noticed, who hears of it, and that it
 * is taken back when the fault is over. A row here is a sentence of docs/nightwatch.md.
 */
import { describe, expect, it } from "vitest";
import { onAlert } from "../../../src/core/decide/on-alert.ts";
import { onSign } from "../../../src/core/decide/on-watch.ts";
import { conditionsOf } from "../../../src/core/factory/conditions.ts";
import { NOTHING_SHARED, type Shared, take } from "../../../src/core/factory/shared.ts";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import { fresh, jobs, RECORDS, TICK, TICKS, WELL } from "../../support/core/notified.ts";
import { asked, forgeDoes, know } from "../../support/core/road.ts";
import { comment, commentEvent } from "../../support/core/scene.ts";

interface Fault {
  /** Key of the alert. */
  readonly key: string;
  /** A project at the moment in which the fault begins. */
  readonly begin: () => MemoryProject;
  /** One tick, so many milliseconds after that, with the fault or without it. */
  readonly tick: (project: MemoryProject, there: boolean, since: number) => void;
}

const watch =
  (signs: (since: number) => Parameters<MemoryProject["watch"]>[1]): Fault["tick"] =>
  (project, there, since) => {
    project.tick("tick");
    project.watch(WELL, there ? signs(since) : { records: RECORDS });
  };

const waiting = (): MemoryProject => {
  const project = asked(fresh());
  forgeDoes(project);
  return project;
};
const write = (project: MemoryProject) => project.openEffects().find((e) => e.action.kind === "comment");
/** So long after the last tick the next one is missing, and somebody calls every half a minute. */
const calls = (project: MemoryProject, ticked: number, since: number) => {
  for (const now of [since - TICK / 2, since].map((ms) => ticked + TICK + ms)) {
    project.now = now;
    const changes = onSign(project.snapshot(), ticked);
    if (changes !== null) project.apply(changes);
  }
};

let ticked = 0;
let shared: Shared = NOTHING_SHARED;
const hears = (project: MemoryProject, state: "succeeded" | "failed") => {
  const { config } = project.context;
  shared = take(
    shared,
    {
      kind: "over",
      id: `lib-${project.now}:over`,
      job: `lib-${project.now}`,
      project: "lib",
      request_key: "k",
      tier: "implementation_tier",
      cli: "claude",
      provider: "anthropic",
      model: "sonnet",
      at: project.now,
      state,
      usd: 0.1,
      tokens: 9,
      seconds: 9,
      trouble: state === "failed" ? { kind: "auth", retry_after_secs: null } : null,
      answered: state === "failed" ? null : "claude-sonnet-5",
    },
    config,
    project.now,
  );
  project.apply(onAlert(project.snapshot(), conditionsOf(shared, config, project.now)));
};

const FAULTS: Readonly<Record<string, Fault>> = {
  "a runner that falls silent while work waits": {
    key: "watch:runner",
    begin: waiting,
    tick: (project, there, since) => {
      project.tick("tick");
      project.watch(there ? { silent_ms: since, names: ["box"] } : WELL);
    },
  },
  "a cron that does not fire": {
    key: "watch:cron",
    begin: () => {
      const project = fresh();
      ticked = project.now;
      return project;
    },
    tick: (project, there, since) => {
      if (there) calls(project, ticked, since);
      else project.watch(WELL);
    },
  },
  "an alarm that does not ring": {
    key: "watch:alarm",
    begin: fresh,
    tick: watch(() => ({ alarm_lost: true })),
  },
  "an outbox that grows": {
    key: "watch:outbox",
    begin: () => {
      const project = fresh();
      know(project, 1, [], { labels: ["held"] });
      project.ingest(commentEvent(comment(9, 1, "@adf:nobody please")));
      return project;
    },
    tick: (project, there) => {
      const stuck = write(project);
      const failed = { status: "retry", error: "502 from the forge", after_ms: 1 } as const;
      const done = { status: "done", result: { comment: 1 } } as const;
      if (stuck !== undefined) project.settleEffect(stuck.id, there ? failed : done);
      project.watch(WELL);
    },
  },
  "a night that looks green and did nothing": {
    key: "watch:nothing",
    begin: () => jobs(fresh(), 4, "no_change"),
    tick: (project, there) => {
      if (!there) jobs(project, 1, "success");
      project.watch(WELL);
    },
  },
  "a queue that an idle runner leaves alone": {
    key: "watch:queue",
    begin: () => {
      const project = waiting();
      project.now += 14 * TICK;
      return project;
    },
    tick: (project, there) => {
      if (!there) project.claim();
      project.watch(WELL);
    },
  },
  "issues that nobody is given": {
    key: "watch:idle",
    begin: () => {
      const project = fresh();
      know(project, 3);
      return project;
    },
    tick: (project, there) => {
      if (!there) project.coordinate();
      project.watch(WELL);
    },
  },
  "a provider that is dark": {
    key: "factory:provider:claude anthropic",
    begin: () => {
      shared = NOTHING_SHARED;
      return fresh();
    },
    tick: (project, there) => hears(project, there ? "failed" : "succeeded"),
  },
  "a forge that cannot be read": {
    key: "watch:forge",
    begin: fresh,
    tick: watch((since) => ({ forge: { unread_ms: since, trouble: "unreachable: refused" } })),
  },
  "a log store that is away": {
    key: "watch:records",
    begin: fresh,
    tick: watch((since) => ({ records: { ...RECORDS, waiting_ms: since, trouble: "it answered 503" } })),
  },
  "a log store that lacks records": {
    key: "watch:records",
    begin: fresh,
    tick: watch(() => ({ records: { ...RECORDS, gaps: 1_000 } })),
  },
  "a log store that refuses records": {
    key: "watch:records",
    begin: fresh,
    tick: watch(() => ({ records: { ...RECORDS, dead: 1 } })),
  },
};

describe("a fault is told to a person within two ticks, once, and taken back when it is over:", () => {
  it.each(Object.entries(FAULTS))("%s", (_, { key, begin, tick }) => {
    const project = begin();
    const began = project.now;
    let ticks = 0;
    while (project.meta.alerts[key] === undefined && ticks < 10) {
      ticks += 1;
      project.now = began + ticks * TICK;
      tick(project, true, ticks * TICK);
    }
    expect(ticks).toBeLessThanOrEqual(TICKS);
    const told = project.openEffects().filter((e) => e.action.kind === "create_issue");
    expect(told.map((e) => e.action)).toMatchObject([{ account: "coordinator" }]);
    expect(JSON.stringify(told)).toContain("npm run -s adf");
    expect([...project.notices.values()].map((n) => [n.kind, n.about])).toEqual([["alert.opened", key]]);
    tick(project, true, (ticks + 1) * TICK);
    expect(project.notices.size).toBe(1);
    for (const e of told) project.settleEffect(e.id, { status: "done", result: { issue: 90 } });
    for (const n of project.notices.values()) project.notices.set(n.id, { ...n, state: "sent" });
    project.now += TICK;
    tick(project, false, 0);
    expect(project.meta.alerts[key]).toBeUndefined();
    expect(
      project.openEffects().flatMap((e) => (e.action.kind === "close_issue" ? [e.action.issue] : [])),
    ).toEqual([90]);
    expect([...project.notices.values()].at(-1)?.kind).toBe("alert.recovered");
  });
});
