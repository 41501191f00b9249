/** A journey in which the coordinator has a model, and the test is that model. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Line, until } from "./journal.ts";
import { type Journey, scripted, startJourney } from "./journey.ts";

const AGENTS = [
  { name: "chief", role: "coordinator", cli: "planner", model: "opus" },
  { name: "developer", role: "developer" },
  { name: "reviewer", role: "reviewer" },
] as const;

export interface Planned {
  readonly journey: Journey;
  /** What the next plan is, or the present one; "" is an answer that is never left. */
  answer(said: string): void;
  pick(issue: number): void;
  /** The prompt of the nth question to the coordinator, as it lay in front of its process. */
  asked(n: number): Promise<string>;
  /** The prompt of the first such job. */
  prompt(match: Partial<Line>): Promise<string>;
  picked(issue: number): Promise<Line>;
  /** Lets the developer end what it is at work on. */
  goOn(): Promise<void>;
}

export async function startPlanned(plan_secs: number): Promise<Planned> {
  // A CLI of its own: of adf-repair the factory knows that no model is behind it, and asks it for no plan.
  const agents = (notes: string) => {
    const own = scripted(notes);
    return { ...own, ...Object.fromEntries(Object.values(own).map((entry) => ["planner", entry])) };
  };
  const journey = await startJourney({
    issues: [],
    first: { agents: AGENTS },
    agents,
    limits: { plan_secs },
  });
  const kept = (job: Line | undefined) => readFileSync(join(journey.notes, `prompt-${job?.job}.md`), "utf8");
  const nth = async (n: number, match: Partial<Line>) => {
    const began = () => journey.played({ event: "began", ...match })[n - 1];
    return kept(await until(began, `job ${n} of ${JSON.stringify(match)}`));
  };
  const answer = (said: string) => {
    // Moved into its place, so that no half of it is read.
    writeFileSync(join(journey.notes, "plan.new"), said);
    renameSync(join(journey.notes, "plan.new"), join(journey.notes, "plan"));
  };
  return {
    journey,
    answer,
    pick(issue) {
      const picks = [{ issue, agent: "developer", why: "It is small." }];
      answer(JSON.stringify({ version: 1, plan: { picks } }));
    },
    asked: (n) => nth(n, { kind: "plan" }),
    prompt: (match) => nth(1, match),
    picked: (issue) => journey.worker.seen("coordinator.picked", { issue }),
    async goOn() {
      const busy = (await journey.project()).work_items.find((item) => item.phase === "change");
      if (busy !== undefined) journey.go(busy.issue);
    },
  };
}
