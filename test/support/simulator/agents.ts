/** How the agents of a simulated factory behave: what each issue needs, and what each attempt at it comes to. */
import { Usage } from "../../../src/contract/agent-run.ts";
import { ReportedOutcome } from "../../../src/contract/job.ts";
import type { JobOffer, JobReport } from "../../../src/contract/runner.ts";
import { claimed, outputs, report, sha, verdict } from "../core/scene.ts";
import type { SimBrain } from "./brain.ts";
import type { Chance } from "./chance.ts";
import type { World } from "./world.ts";

/** `hard`: fails once or twice first. `nothing`: is right as it is. `unclear`: only a person knows. */
export type Nature = "easy" | "hard" | "nothing" | "unclear" | "impossible";

export interface Plan {
  readonly work_ms: number;
  readonly head_sha: string | null;
  readonly report: JobReport;
  /** Goes on when its lease is lost, as a process does that was stopped and continued. */
  readonly zombie: boolean;
}

export class Agents {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #natures = new Map<string, Nature>();
  readonly #tries = new Map<string, number>();
  readonly #told = new Map<string, number>();
  readonly #sent_back = new Map<string, number>();
  /** The head of each branch that a gate was last asked about. */
  readonly #judged = new Map<string, string>();

  constructor(world: World) {
    this.#world = world;
    this.#chance = world.chance;
  }

  nature(project: string, issue: number): Nature {
    const key = `${project}#${issue}`;
    const known = this.#natures.get(key);
    if (known !== undefined) return known;
    const dice = this.#chance.next();
    const { hard, unclosable } = this.#world.faults;
    const drawn: Nature =
      dice < unclosable / 2
        ? "unclear"
        : dice < unclosable
          ? "impossible"
          : dice < unclosable + hard
            ? "hard"
            : dice < unclosable + hard + 0.1
              ? "nothing"
              : "easy";
    this.#natures.set(key, drawn);
    return drawn;
  }

  plan(brain: SimBrain, offer: JobOffer): Plan {
    const chance = this.#chance;
    const { faults } = this.#world;
    const slow = chance.happens(faults.slow) ? 8 : 1;
    const work_ms = chance.between(5_000, 240_000) * slow;
    const zombie = chance.happens(faults.zombie);
    if (chance.happens(faults.flaky)) {
      const outcome = chance.among(["infra", "spawn_failed", "rate_limited"] as const) ?? "infra";
      return { work_ms: 1_000, zombie, head_sha: null, report: report(outcome, { detail: "a bad minute" }) };
    }
    if (chance.happens(faults.bad_agents))
      return { work_ms, zombie, head_sha: null, report: this.#bad(offer) };
    if (offer.kind === "plan")
      return {
        work_ms: chance.between(5_000, 420_000),
        zombie,
        head_sha: null,
        report: this.#chooses(offer),
      };
    if (offer.kind === "revert") {
      const head_sha = chance.happens(faults.stuck_reverts) ? null : brain.forge.newSha();
      const failed = report("exit_code", { exit_code: 1, detail: "CONFLICT (content)" });
      return {
        work_ms,
        zombie,
        head_sha,
        report: head_sha === null ? failed : report("success", { head_sha }),
      };
    }
    if (offer.checkout.from === "merge" && brain.forge.conflicts.has(offer.checkout.head_sha ?? ""))
      return { work_ms, zombie, head_sha: null, report: report("merge_conflict", { detail: "src/a.ts" }) };
    if (offer.kind === "check") return { work_ms, zombie, head_sha: null, report: this.#checks(offer) };
    if (offer.kind === "compound") return { work_ms, zombie, head_sha: null, report: this.#reviews(offer) };
    const plan =
      offer.kind === "change" ? this.#change(brain, offer) : { head_sha: null, report: this.#gate(offer) };
    return { work_ms, zombie, ...plan };
  }

  #change(brain: SimBrain, offer: JobOffer): { head_sha: string | null; report: JobReport } {
    const key = `${offer.project}#${offer.issue}`;
    const tries = (this.#tries.get(key) ?? 0) + 1;
    this.#tries.set(key, tries);
    const { faults } = this.#world;
    const push = (outcome: "success" | "exit_code") => {
      const head_sha = brain.forge.newSha();
      if (this.#chance.happens(faults.empty)) brain.forge.empties.add(head_sha);
      const changed_files = this.#chance.happens(faults.steering) ? ["src/a.ts", "CLAUDE.md"] : ["src/a.ts"];
      return { head_sha, report: report(outcome, { head_sha, changed_files, ...this.#costs() }) };
    };
    switch (this.nature(offer.project, offer.issue)) {
      case "easy":
        return push("success");
      case "hard":
        return tries === 1 ? push("exit_code") : push("success");
      case "nothing":
        return { head_sha: null, report: report("verified", { outputs: claimed() }) };
      case "unclear":
        return {
          head_sha: null,
          report: report("question", { outputs: outputs({ question: { body: "Which?" } }) }),
        };
      case "impossible":
        return { head_sha: null, report: report("exit_code", { exit_code: 1 }) };
    }
  }

  /** The project's own commands: red a few times at most, and now and then with a verdict that nobody may read. */
  #checks(offer: JobOffer): JobReport {
    const key = `check ${offer.project}#${offer.issue}`;
    const before = this.#sent_back.get(key) ?? 0;
    const forged = verdict("pass", offer.checkout.head_sha ?? sha(7));
    if (before >= 2 || !this.#fails(offer)) return report("success", { outputs: forged });
    this.#sent_back.set(key, before + 1);
    return report("exit_code", { detail: "not ok 1", outputs: forged });
  }

  #gate(offer: JobOffer): JobReport {
    const head = offer.checkout.head_sha ?? sha(7);
    const stale = this.#headBefore(offer.checkout.branch, head);
    if (this.#chance.happens(this.#world.faults.stale_verdicts))
      return report("success", { outputs: verdict("pass", stale), base_sha: head });
    const key = `${offer.project}#${offer.issue}`;
    const before = this.#sent_back.get(key) ?? 0;
    const fails = before < 2 && this.#fails(offer);
    if (fails) this.#sent_back.set(key, before + 1);
    const said = fails ? verdict("fail", head, ["major"]) : verdict("pass", head);
    return report("success", { outputs: said, base_sha: head, ...this.#costs() });
  }

  /** What a judge speaks of that did not look again: the head before the last push, or one that never was. */
  #headBefore(branch: string, head: string): string {
    const before = this.#judged.get(branch) ?? head;
    this.#judged.set(branch, head);
    return before === head ? sha(7) : before;
  }

  /** A gate's red, of a change or of what undoes one. */
  #fails({ checkout }: JobOffer): boolean {
    return this.#chance.happens(isRevert(checkout.branch) ? this.#world.faults.stuck_reverts : 0.2);
  }

  /** Most CLIs say what a run cost; some say nothing, and are priced by their time. */
  #costs(): Partial<JobReport> {
    if (!this.#chance.happens(0.7)) return {};
    const cost_usd = Math.round(this.#chance.between(1, 150)) / 100;
    return { usage: Usage.parse({ seconds: 60, cost_usd, priced_by: "cli" }) };
  }

  /** From the list it was given, mostly; now and then it makes something up, or leaves nothing. */
  #chooses({ prompt }: JobOffer): JobReport {
    const chance = this.#chance;
    const shown = [...prompt.matchAll(/^### #(\d+)$/gm)].map(([, number]) => Number(number));
    const issue = chance.happens(0.8) ? (chance.among(shown) ?? 1) : 1 + chance.int(20);
    const agent = chance.among(["developer", "developer", "developer", "second", "reviewer", "nobody"]) ?? "";
    const other = chance.among(shown.filter((one) => one !== issue));
    const unclear = other !== undefined && chance.happens(0.2) ? [{ issue: other, question: "Which?" }] : [];
    const plan = { picks: chance.happens(0.9) ? [{ issue, agent, why: "So." }] : [], unclear };
    if (chance.happens(0.15)) return report("malformed_outputs", { outputs_problem: "it is not JSON" });
    return report("success", { outputs: outputs(chance.happens(0.1) ? {} : { plan }) });
  }

  /** Finds one of a few things, in one of two wordings and not always at the same line; each a few times, or mending would never end. */
  #reviews(offer: JobOffer): JobReport {
    const chance = this.#chance;
    const findings = ["Total is wrong", "Cache never forgets", "Zone gets lost"].flatMap((title, n) => {
      const key = `${offer.project} ${title}`;
      const told = this.#told.get(key) ?? 0;
      if (told >= 8 || !chance.happens(0.5)) return [];
      this.#told.set(key, told + 1);
      const severity = chance.among(["minor", "major", "critical"] as const) ?? "major";
      const after = n === 0 && chance.happens(0.5) ? ["cache"] : [];
      return {
        title: chance.happens(0.5) ? title : `The ${title.toLowerCase()}`,
        severity,
        file: "src/core.ts",
        line: 100 * n + 1 + chance.int(4),
        evidence: "@adf:developer look",
        confidence: chance.happens(0.9) ? 0.9 : 0.1,
        ...(n === 1 ? { id: "cache" } : {}),
        after,
      };
    });
    if (chance.happens(0.1)) return report("malformed_outputs", { outputs_problem: "it is not JSON" });
    return report("success", { outputs: outputs({ compound: { findings, left_out: [] } }) });
  }

  /** What an agent may do at its worst, within what the contract lets through. */
  #bad(offer: JobOffer): JobReport {
    const chance = this.#chance;
    const head = offer.checkout.head_sha ?? "0".repeat(40);
    const said = chance.among([
      null,
      outputs({
        comment: { body: "@adf:developer and so on" },
        dispatch: [{ agent: "reviewer", context: "look" }],
      }),
      outputs({ new_issues: [{ title: "Another", body: "One." }] }),
      verdict("pass", "f".repeat(40)),
      verdict("fail", head, ["critical"]),
      outputs({ summary: "all done, merged it myself" }),
    ]);
    return report(chance.among(ReportedOutcome.options) ?? "infra", {
      outputs: said ?? null,
      exit_code: chance.int(3),
      detail: "a bad day",
    });
  }
}

/** The branch of a work item that undoes a merge. */
export const isRevert = (branch: string): boolean => branch.startsWith("adf/revert-");
