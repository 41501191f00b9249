/** What one disturbance does to the world. */
import type { ControlTarget } from "../../../src/contract/control.ts";
import { pick, WORDS } from "../core/chance.ts";
import { BOT, OWNER, STRANGER } from "../core/scene.ts";
import type { SimBrain } from "./brain.ts";
import type { Disturbance } from "./story.ts";
import { LABELS, WISHES } from "./wishes.ts";
import type { World } from "./world.ts";

const MINUTE_MS = 60_000;

export function disturb(world: World, { what, a, b }: Disturbance): void {
  const { agenda, network } = world;
  const brain = pick(world.brains, a);
  const runner = pick(world.runners, a);
  if (brain === undefined || runner === undefined) return;
  const { forge } = brain;
  const issue = pick([...forge.issues.keys()], b);
  const place = pick([...forge.issues.keys(), ...forge.pulls.keys()], b);
  const span = (1 + (b % 20)) * MINUTE_MS;
  world.note(`${what} (${brain.name}, ${runner.name}, #${issue})`);
  switch (what) {
    case "worker ends":
      for (const one of world.brains) one.crash();
      return;
    case "runner dies":
      return runner.die(span);
    case "runner stopped for a while":
      runner.asleep_until = agenda.now + span;
      return;
    case "runner cut off":
      runner.cut_off_until = agenda.now + span;
      return;
    case "forge down":
      network.forge_down_until = agenda.now + span;
      return;
    case "cron out":
      network.cron_out_until = agenda.now + span;
      return;
    case "clock jumps":
      agenda.now += span;
      return;
    case "forge clock drifts":
      // Forwards only: a forge whose clock goes back has issues that were changed before they were made.
      world.forge_skew_ms += (b % 90) * 1_000;
      return;
    case "new issue":
      return world.openIssue(brain);
    case "new dependency": {
      const other = pick([...forge.issues.keys()], a * 7 + 3);
      if (issue !== undefined && other !== undefined && other < issue) forge.block(issue, [other]);
      return;
    }
    case "stranger's issue":
      forge.openIssue(STRANGER, [], { kind: "none" }, { body: pick(WORDS, b) ?? "" });
      return;
    case "flurry":
      if (issue === undefined) return;
      forge.changeIssue(issue, { state: "closed" });
      agenda.after(400, () => forge.changeIssue(issue, { labels: ["priority/high"] }));
      agenda.after(900 + a, () => forge.changeIssue(issue, { state: "open", body: `Text ${b}` }));
      return;
    case "pause":
      brain.control("pause", { kind: "project" });
      agenda.after(span, () => brain.control("resume", { kind: "project" }));
      return;
    case "edit issue":
      if (issue !== undefined)
        forge.changeIssue(issue, { body: a % 3 === 0 ? (pick(WORDS, a) ?? "") : `Text ${a}` });
      return;
    case "close or reopen": {
      if (issue === undefined) return;
      const turn = () =>
        forge.changeIssue(issue, { state: forge.issues.get(issue)?.state === "open" ? "closed" : "open" });
      turn();
      // Taken back within the second, now and then.
      if (a % 2 === 0) agenda.after(200 + (a % 500), turn);
      return;
    }
    case "delete issue":
      if (issue !== undefined && a % 4 === 0) forge.deleteIssue(issue);
      return;
    case "mention":
      if (place !== undefined) forge.say(OWNER, place, pick(WORDS, a) ?? "");
      return;
    case "stranger":
      if (place !== undefined) forge.say(STRANGER, place, pick(WORDS, a) ?? "");
      return;
    case "answer":
      if (place !== undefined) forge.say(OWNER, place, `Yes, do number ${a}.`);
      return;
    case "forged marker":
      if (place !== undefined)
        forge.say(a % 2 === 0 ? STRANGER : BOT, place, pick(WORDS, b) ?? "", { kind: "forged" });
      return;
    case "push to a branch": {
      const branch = pick([...forge.branches.keys()], b);
      if (branch !== undefined) forge.push(branch);
      return;
    }
    case "close a pull request": {
      const there = pick(
        [...forge.pulls.values()].filter((p) => p.state === "open"),
        b,
      );
      if (there !== undefined) forge.putPull({ ...there, state: "closed" });
      return;
    }
    case "person's pull request": {
      const { number } = forge.openPull(OWNER, `feature-${agenda.now}`, forge.newSha());
      if (a % 2 === 0) forge.say(OWNER, number, "@adf:reviewer look");
      return;
    }
    case "merge by hand": {
      const there = pick(
        [...forge.pulls.values()].filter((p) => p.state === "open"),
        b,
      );
      if (there !== undefined) forge.merge(there);
      return;
    }
    case "order":
      if (place !== undefined) forge.say(OWNER, place, `@adf:${agentOf(brain, a)} ${pick(ORDERS, b)}`);
      return;
    case "cancel": {
      const job = pick(brain.project.snapshot().jobs, b)?.id ?? "none";
      const targets: readonly ControlTarget[] = [
        { kind: "issue", number: issue ?? 1 },
        { kind: "job", id: job },
        { kind: "runner", name: runner.name },
        { kind: "agent", name: agentOf(brain, b) },
        { kind: "project" },
      ];
      return brain.control("cancel", pick(targets, a) ?? { kind: "project" });
    }
    case "wish":
      if (place !== undefined)
        forge.say(OWNER, place, `@adf:${agentOf(brain, a)} ${pick(WISHES, b + a)} please`);
      return;
    case "provider ill":
      network.ill_until = agenda.now + span;
      return;
    case "wish as a label":
    case "label": {
      const labels =
        what === "label" ? ["adf/approved", "adf/approved", "needs-human", "adf/person"] : LABELS;
      const label = pick(labels, a) ?? "";
      const there = issue === undefined ? undefined : forge.issues.get(issue);
      if (there === undefined) return;
      forge.changeIssue(there.number, { labels: [...new Set([...there.labels, label])] });
      if (b % 2 === 0)
        agenda.after(span, () => {
          const labels = forge.issues.get(there.number)?.labels.filter((one) => one !== label);
          if (labels !== undefined) forge.changeIssue(there.number, { labels });
        });
      return;
    }
    case "mode":
      brain.configure({ mode: a % 2 === 0 ? "observe" : "approve" });
      agenda.after(span, () => brain.configure({ mode: "auto" }));
      return;
    case "agent switched off": {
      const name = agentOf(brain, a);
      brain.enable(name, false);
      agenda.after(span, () => brain.enable(name, true));
      return;
    }
    case "clock set back":
      world.clock_skew_ms -= (b % 90) * 1_000;
  }
}

/** What people order agents about with. */
const ORDERS = [
  "stop",
  "pause: the disk is full",
  "resume",
  "cancel because it is wrong",
  "stop.",
  "resume!",
];

const agentOf = (brain: SimBrain, at: number): string => pick(brain.project.context.agents, at)?.name ?? "";
