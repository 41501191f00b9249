/** Nightwatch in virtual time: each fault told within two ticks, and a week without a false alarm. */
import { describe, expect, it } from "vitest";
import { onControl } from "../../../src/core/decide/on-control.ts";
import { onTick } from "../../../src/core/decide/on-tick.ts";
import { onSign } from "../../../src/core/decide/on-watch.ts";
import type { Presence } from "../../../src/core/nightwatch/absence.ts";
import type { RecordSigns } from "../../../src/core/nightwatch/records.ts";
import { endedJob } from "../../support/core/ended-job.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, askedUnder, forgeDoes, HEAD, know, run } from "../../support/core/road.ts";
import { comment, commentEvent, contextWith, report, START } from "../../support/core/scene.ts";
import { alerts, did, events, HERE, HOUR, look, TICK } from "../../support/core/watched.ts";
import fc from "../../support/fast-check.ts";

describe("what is missing", () => {
  /** Two ticks, each with the same report of the runners. */
  const twice = (project: MemoryProject, presence: (n: number) => Presence | null): void => {
    for (let n = 1; n <= 2; n++) {
      project.now += TICK;
      project.tick("tick");
      project.watch(presence(n));
    }
  };
  const silent = (ms: number): Presence => ({ silent_ms: ms, names: ["box"] });

  it("a runner that falls silent while work waits is told within two ticks, and its return is noticed", () => {
    const project = asked();
    forgeDoes(project);
    twice(project, (n) => silent(n * TICK - 5_000));
    expect(alerts(project)).toEqual(["watch:runner"]);
    forgeDoes(project);
    project.now += TICK;
    project.watch(HERE);
    expect(alerts(project)).toEqual([]);
    expect(forgeDoes(project)).toEqual(["comment", "close_issue"]);
  });

  it("a runner that is missed by the factory's own commands alone is told of too, and what there is to do", () => {
    const gates = { review_gate: { agent: "qa", commands: ["npm test"] } };
    const project = askedUnder(gates);
    run(project, report("success", { head_sha: HEAD }));
    forgeDoes(project);
    twice(project, () => ({ silent_ms: null, names: [] }));
    expect(alerts(project)).toEqual(["watch:runner"]);
    const told = JSON.stringify(project.openEffects());
    expect(told).toContain("No runner is registered for this project. 1 job waits, the oldest for 1 min.");
    expect(told).toContain("npm run -s adf -- runner token");
  });

  it("what stays away for hours is told again and as worse, three times in a day and never more", () => {
    const project = askedUnder({
      notifiers: [{ name: "phone", kind: "ntfy", url: "https://ntfy.example/t" }],
    });
    forgeDoes(project);
    for (let n = 0; n < 30 * 60; n++) {
      project.now += TICK;
      project.watch(silent(n * TICK));
      forgeDoes(project);
    }
    const grew = project.journal.filter((e) => e.event === "alert.grew");
    expect([alerts(project), grew.length]).toEqual([["watch:runner"], 3]);
    const notices = [...project.notices.values()].filter((n) => n.about === "watch:runner");
    expect(notices.map((n) => n.kind)).toEqual(["alert.opened", "alert.grew", "alert.grew", "alert.grew"]);
    expect(notices.at(-1)?.body).toMatch(/was last heard of 14\d\d min ago/);
  });

  it("nobody is missed where no work waits, where a person stopped it, and where nothing is known of runners", () => {
    const idle = new MemoryProject();
    twice(idle, () => silent(HOUR));
    const stopped = asked();
    forgeDoes(stopped);
    const target = { kind: "project" } as const;
    stopped.apply(onControl(stopped.snapshot(), { verb: "pause", target, by: "ada", why: "" }).changes);
    twice(stopped, () => silent(HOUR));
    const unknown = asked();
    forgeDoes(unknown);
    twice(unknown, () => null);
    expect([idle, stopped, unknown].map(alerts)).toEqual([[], [], []]);
  });

  it("an outbox that does not drain is told within two ticks, with what the forge said", () => {
    const project = new MemoryProject();
    know(project, 1, [], { labels: ["held"] });
    project.ingest(commentEvent(comment(9, 1, "@adf:nobody please")));
    const [write] = project.openEffects();
    project.settleEffect(write?.id ?? "", { status: "retry", error: "502 from the forge", after_ms: 1 });
    twice(project, () => HERE);
    expect(alerts(project)).toEqual(["watch:outbox"]);
    expect(JSON.stringify(project.openEffects())).toContain("502 from the forge");
    // Over before anybody read it: it is taken back.
    const [first] = project.openEffects();
    if (first !== undefined) project.settleEffect(first.id, { status: "done", result: { comment: 1 } });
    project.now += TICK;
    project.watch(HERE);
    expect([alerts(project), project.openEffects()]).toEqual([[], []]);
  });

  it("a queue that an idle runner leaves alone is told within two ticks of being old", () => {
    const project = asked();
    forgeDoes(project);
    project.now += 14 * TICK;
    project.watch(HERE);
    expect(alerts(project)).toEqual([]);
    twice(project, () => HERE);
    expect(alerts(project)).toEqual(["watch:queue"]);
  });

  it("ready issues that nobody is given are told within two ticks, and not while a stop explains it", () => {
    const project = new MemoryProject();
    know(project, 3);
    twice(project, () => HERE);
    expect(alerts(project)).toEqual(["watch:idle"]);
    expect(JSON.stringify(project.openEffects())).toContain("#3");
  });

  it("a night in which nothing was red and nothing came of anything is told", () => {
    const project = new MemoryProject();
    did(project, 4, "no_change");
    project.now += TICK;
    project.watch(HERE);
    expect(alerts(project)).toEqual(["watch:nothing"]);
    did(project, 1, "success");
    project.now += TICK;
    project.watch(HERE);
    expect(alerts(project)).toEqual([]);
    const good = new MemoryProject();
    did(good, 4, "no_change");
    did(good, 1, "success");
    look(good);
    expect(alerts(good)).toEqual([]);
  });

  it("a log store that is away, and one that lacks records, are told within two ticks, and their end", () => {
    const well = { waiting_ms: 5_000, gaps: 3, dead: 0, trouble: null };
    const ticks = (project: MemoryProject, ...signs: RecordSigns[]) => {
      for (const records of signs) {
        project.now += TICK;
        project.watch(HERE, { records });
      }
      return alerts(project);
    };
    const away = { ...well, waiting_ms: 61_000, trouble: "unreachable: connection refused" };
    const project = new MemoryProject();
    expect(ticks(project, away)).toEqual([]);
    expect(ticks(project, { ...away, waiting_ms: 121_000 })).toEqual(["watch:records"]);
    expect(JSON.stringify([...project.effects.values()])).toContain("connection refused");
    expect(ticks(project, well)).toEqual([]);
    const full = { ...well, dead: 2 };
    expect(ticks(project, full, full)).toEqual(["watch:records"]);
    // A factory that has much to carry after an outage is at work, and not in trouble.
    expect(
      ticks(new MemoryProject(), { ...well, waiting_ms: 300_000 }, { ...well, waiting_ms: 360_000 }),
    ).toEqual([]);
  });

  it("alarms that do not ring are told at the second tick in a row that finds one, and not for a single one", () => {
    const project = new MemoryProject();
    const tick = (alarm_lost: boolean) => {
      project.now += TICK;
      project.watch(HERE, { alarm_lost });
    };
    for (const lost of [true, false, true]) tick(lost);
    expect(alerts(project)).toEqual([]);
    tick(true);
    expect(alerts(project)).toEqual(["watch:alarm"]);
    tick(false);
    expect(alerts(project)).toEqual([]);
  });

  it("a cron that does not fire is found by whoever comes, after two ticks, and not by a host that has just begun", () => {
    const project = new MemoryProject();
    const ticked = project.now;
    const visit = (after_ms: number) => {
      project.now = ticked + after_ms;
      const changes = onSign(project.snapshot(), ticked);
      if (changes !== null) project.apply(changes);
    };
    visit(2 * TICK);
    visit(2 * TICK + 10_000);
    expect(alerts(project)).toEqual([]);
    visit(2 * TICK + 30_000);
    visit(HOUR);
    expect(alerts(project)).toEqual(["watch:cron"]);
    project.watch(HERE);
    expect(alerts(project)).toEqual([]);
    expect(onSign(project.snapshot(), null)).toBeNull();
  });

  it("says nothing and holds nobody in the mode observe", () => {
    const project = new MemoryProject(contextWith({}, { mode: "observe" }));
    know(project, 3);
    did(project, 12, "stalled");
    twice(project, () => silent(HOUR));
    expect([alerts(project), project.meta.stops, project.openEffects()]).toEqual([[], [], []]);
  });
});

describe("nightwatch", () => {
  it("raises no false alarm in healthy weeks", () => {
    for (let seed = 1; seed <= (process.env.ADF_FULL === "1" ? 5 : 1); seed++) {
      const project = new MemoryProject();
      let state = seed * 7919;
      const chance = () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
      };
      const end = START + 7 * 24 * HOUR;
      let jobs = 0;
      while (project.now < end) {
        for (const agent of ["developer", "reviewer"]) {
          if (chance() < 0.6) continue;
          const luck = chance();
          const outcome =
            luck < 0.06 ? "exit_code" : luck < 0.08 ? "stalled" : luck < 0.14 ? "no_change" : "success";
          const heavy = Math.exp((chance() + chance() + chance() - 1.5) * 1.5);
          const id = `week-${jobs++}`;
          const kind = agent === "developer" ? "change" : "review";
          project.jobs.set(
            id,
            endedJob({
              id,
              agent,
              kind,
              outcome,
              claimed_at: project.now,
              seconds: 300 * heavy,
              spent: 0.8 * heavy,
              denials: Math.floor(chance() * 4),
            }),
          );
        }
        project.now += 10 * TICK;
        if (project.jobs.size > 500) project.jobs.delete([...project.jobs.keys()][0] ?? "");
        project.watch(HERE);
      }
      expect(jobs).toBeGreaterThan(500);
      expect(events(project).filter((e) => e !== "nightwatch.noted" && e !== "nightwatch.recovered")).toEqual(
        [],
      );
      expect(alerts(project)).toEqual([]);
    }
  });

  it("is nothing that a tick depends on: whatever it remembers, the tick decides the same", () => {
    const project = asked();
    run(project, report("exit_code"));
    project.now += HOUR;
    const plain = onTick(project.snapshot(), "tick");
    fc.assert(
      fc.property(fc.jsonValue(), (watch) => {
        const spoiled = { ...project.snapshot(), meta: { ...project.meta, watch: watch as never } };
        const { meta, ...rest } = onTick(spoiled, "tick");
        const { meta: usual, ...same } = plain;
        expect(rest).toEqual(same);
        expect({ ...meta, watch: null }).toEqual({ ...usual, watch: null });
      }),
    );
  });
});
