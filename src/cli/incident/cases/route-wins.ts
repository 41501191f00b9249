/** 3: an agent that asks for a CLI of its own, a job of it that a runner takes, and the reason in the journal. */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { excerpt, type Incident } from "../incident.ts";
import { until } from "../stage.ts";

const Offer = z.object({ offer: z.object({ job: z.string(), cli: z.string() }) });
const Journal = z.object({
  entries: z.array(
    z.object({
      entry: z.looseObject({
        event: z.string(),
        job: z.string().optional(),
        reason: z.string().optional(),
      }),
    }),
  ),
});

export const ROUTE_WINS: Incident = {
  number: 3,
  symptom: "An agent ran with another CLI than its table named.",
  cause: "The route had won, and nobody said so.",
  why: "What was chosen, what lost and why stands with each job in the journal, written in the transaction that leases it. An agent's own cli is a default below the route.",
  boots: true,
  async run(stage) {
    const { call } = await stage.factory();
    const made = z.object({ token: z.string() }).parse(await call("runners/tokens", {}));
    const { credential } = z
      .object({ credential: z.string() })
      .parse(await call("runners/register", { token: made.token, name: "both" }));
    const capabilities = { clis: ["claude", "codex"].map((id) => ({ id, version: "1" })) };
    // One that takes what it gets: the job stays leased, so that this factory has the one only.
    const taken = await until(async () => {
      const answer = await call("runner/claim", { request_key: randomUUID(), capabilities }, credential);
      return Offer.safeParse(answer).data?.offer;
    });
    const { entries } = Journal.parse(await call("projects/pebbles/journal?after=0"));
    const leased = entries.find(({ entry }) => entry.event === "job.leased" && entry.job === taken?.job);
    const reason = leased?.entry.reason ?? "no job was leased";
    const sentence = "The agent's own choice (cli:codex) is not taken: the scenario's route goes before it.";
    return [
      {
        did: 'cli = "codex" for the developer, and an issue. Then: curl …/api/v1/projects/pebbles/journal',
        saw: `job.leased, reason: ${excerpt(reason, sentence)}`,
        caught: taken?.cli === "claude" && reason.includes(sentence),
        wanted: sentence,
      },
    ];
  },
};
