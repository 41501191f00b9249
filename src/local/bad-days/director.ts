/**
 * Lets a sample factory meet its bad days, and tells of each what happened and how it ended. Two of them are outages that it
 * makes, one is begun by a commit of the owner; the others happen by themselves in the work, and are read off the records. Nothing here helps the factory: what ends a
 * bad day is the factory, or the person that it asks.
 */

import { setupClient } from "../../forge/setup-client.ts";
import type { AgentEntry } from "../../runner/agents/command.ts";
import type { LocalAgent, LocalBudget, LocalLimits } from "../factory/configuration.ts";
import { thinkerCli } from "../factory/runner-child.ts";
import type { EmbeddedForge } from "../forge/server.ts";
import { SAMPLE_ISSUES } from "../sample/issues.ts";
import { crossing } from "./crossing.ts";
import { DAYS, type Day } from "./day.ts";
import { forgeOutage, logOutage, type Outage, putBack } from "./outages.ts";
import { Story } from "./story.ts";

/** After so many merges each outage begins. */
const MERGES = { forge: 3, log_store: 6 } as const;

const numberOf = (key: string): number => SAMPLE_ISSUES.findIndex((issue) => issue.key === key) + 1;

/** A second developer, who is given what carries these labels; its CLI stalls once and spends too much once. */
export const THINKER = {
  name: "researcher",
  role: "developer",
  handles: ["files", "feature"],
  cli: "adf-thinker",
  model: "deep-thought",
  pin: true,
} as const satisfies LocalAgent;

/** At which issues it has its bad habits; 0 is none. */
interface Habits {
  readonly stalls_at: number;
  readonly burns_at: number;
}
/** What the owner changes too, as soon as there is a branch for it. */
const CROSSED_AT = numberOf("paging");

export const PLANNED: Habits = { stalls_at: numberOf("paths"), burns_at: numberOf("forecast") };
export const FAIR: Habits = { stalls_at: 0, burns_at: 0 };
export const cliOf = (habits: Habits): AgentEntry => thinkerCli({ ...habits, usd: 6.4 });

/** So that a stall is found while somebody watches; adf-repair gives a sign of life every two seconds. */
export const LIMITS: LocalLimits = { stall_secs: 10 };
export const BUDGET: LocalBudget = { item_usd: 5 };

/** Where the bad days happen. */
export interface Site {
  readonly forge: EmbeddedForge;
  readonly repo: string;
  /** The owner's. */
  readonly token: string;
  /** The folder that the project's records are written to. */
  readonly records: string;
  /** Hears when an outage begins. */
  readonly tell: (text: string) => void;
}

export class BadDays {
  readonly #story = new Story();
  readonly #outages: { readonly after: number; readonly outage: Outage }[] = [];
  readonly #begun = new Set<Outage>();
  #merges = 0;
  /** What the owner says to the agent that will spend too much; null once it is said. */
  #ask: (() => void) | null = null;

  begin({ forge, repo, token, records, tell }: Site): void {
    putBack(records);
    const client = setupClient({ url: forge.url, token });
    this.#ask = () =>
      void client.addComment(
        repo,
        PLANNED.burns_at,
        `@adf:${THINKER.name} how far do you get with this one?`,
      );
    const meet = crossing({ client, repo, branch: "main", issue: CROSSED_AT });
    forge.admin.meanwhile(async (push) => {
      if (!(await meet(push))) return;
      forge.admin.meanwhile(null);
      tell(`the owner changes a line on main that the new branch for #${CROSSED_AT} changes too`);
    });
    this.#outages.push(
      { after: MERGES.forge, outage: forgeOutage(forge, tell) },
      { after: MERGES.log_store, outage: logOutage(records, tell) },
    );
  }

  /** A line that the Worker printed. */
  hear(text: string): void {
    const line = this.#story.hear(text);
    if (line === null) return;
    if (line.event === "pull.merged") this.#merges += 1;
    // From then on what people say is news.
    if (line.event === "coordinator.picked") {
      this.#ask?.();
      this.#ask = null;
    }
    for (const { after, outage } of this.#outages) {
      outage.hear(line.event);
      if (this.#merges < after || this.#begun.has(outage)) continue;
      this.#begun.add(outage);
      outage.begin();
    }
  }

  days(): Day[] {
    const made = this.#outages.map(({ outage }) => outage.day());
    return DAYS.map((name) => made.find((day) => day.name === name) ?? this.#story.day(name));
  }

  /** Ends what is under way, before the parts of the factory are stopped. */
  end(): void {
    for (const { outage } of this.#outages) outage.stop();
  }
}
