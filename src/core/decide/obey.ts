/** A trusted person orders an agent about in a comment; the answer stands below it, whatever came of it. */
import type { ControlAnswer } from "../../contract/control.ts";
import { quiet } from "../comment/quiet.ts";
import type { Order } from "../control/order.ts";
import { liftStop } from "../control/stop.ts";
import { HELD } from "../work/job.ts";
import type { Draft } from "./draft.ts";
import { control, setAside } from "./on-control.ts";

export function obey(draft: Draft, order: Order, agent: string, issue: number, by: string): string {
  const why = quiet(order.why, 300);
  const target = { kind: "agent", name: agent } as const;
  const said = { target, by, why };
  switch (order.verb) {
    case "pause":
    case "resume":
      return sentence(control(draft, { ...said, verb: order.verb }), agent);
    case "cancel":
      return sentence(
        control(draft, { ...said, verb: "cancel", target: { kind: "issue", number: issue } }),
        agent,
      );
    case "stop": {
      const paused = control(draft, { ...said, verb: "pause" });
      const because = `Stopped by ${by}${why === "" ? "" : `: ${why}`}.`;
      const running = draft.liveJobs().filter((j) => j.agent === agent && HELD.has(j.state));
      const stopped = running.map((job) => setAside(draft, job, because));
      const first = `\`${agent}\` gets no more work${stopped.length === 0 ? ", and nothing of it was running" : ""}.`;
      return paused.refused ?? [first, ...stopped, lifting(agent)].join(" ");
    }
  }
}

const lifting = (name: string): string => liftStop({ scope: "agent", name });

function sentence({ done, refused }: ControlAnswer, agent: string): string {
  if (refused !== null) return refused;
  const paused = done.some((s) => s.includes("is paused"));
  return paused ? `${done.join(" ")} ${lifting(agent)}` : done.join(" ");
}
