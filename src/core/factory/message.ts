/**
 * What a project tells the factory of its jobs: that one went out, and what came of it. A message is stored with the job's
 * own change and sent until it is acknowledged; its id makes a second sending harmless.
 */
import type { Trouble } from "../../contract/agent-run.ts";
import { HELD, type Job } from "../work/job.ts";

interface About {
  /** `tides-13:3:out` or `tides-13:3:over`. */
  readonly id: string;
  /** `tides-13:3` */
  readonly job: string;
  readonly project: string;
  readonly request_key: string;
  readonly tier: string;
  readonly cli: string;
  readonly provider: string;
  readonly model: string;
}

export type FactoryMessage =
  | (About & {
      readonly kind: "out";
      readonly at: number;
      readonly reserved_usd: number;
      readonly degraded: boolean;
    })
  | (About & {
      readonly kind: "over";
      /** When the job was claimed: it is counted in the windows of that moment. */
      readonly at: number;
      readonly state: "succeeded" | "failed" | "cancelled";
      readonly usd: number;
      readonly tokens: number;
      readonly seconds: number;
      readonly trouble: Trouble | null;
      /** What the alias became, in the provider's spelling; null when the CLI did not say. */
      readonly answered: string | null;
    });

/** What a job, as it is put, has to tell; nothing before its claim. */
export function messageOf(job: Job, project: string): FactoryMessage | null {
  const { route, epoch, request_key, reserve, spent } = job;
  if (route === null || epoch === null || request_key === null || reserve === undefined) return null;
  const name = `${job.id}:${epoch}`;
  const { tier, cli, provider, model } = route;
  const about = { job: name, project, request_key, tier, cli, provider, model };
  const at = job.claimed_at ?? job.queued_at;
  if (HELD.has(job.state))
    return {
      ...about,
      kind: "out",
      id: `${name}:out`,
      at,
      reserved_usd: reserve.usd,
      degraded: route.degraded === true,
    };
  if (job.state === "queued" || spent === undefined) return null;
  return {
    ...about,
    kind: "over",
    id: `${name}:over`,
    at,
    state: job.state as "succeeded" | "failed" | "cancelled",
    usd: spent.usd,
    tokens: spent.tokens_in + spent.tokens_out,
    seconds: spent.seconds,
    trouble: job.trouble ?? null,
    answered: job.answered ?? null,
  };
}
