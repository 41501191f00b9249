/** Carries a project's records to Quickwit, a step at a time, behind the one gate that every project's records wait at. */
import { callOf, outcomeOf } from "../../core/log/send.ts";
import { type Door, type Env, factoryStub, projectStub } from "../environment.ts";
import { askLogStore } from "../log-store.ts";

/** Requests in one invocation; the platform's own limit is 50 on the free plan, and the objects are asked too. */
const AT_ONCE = 12;
export const LOG_STORE = "logs";

export async function shipLogs(env: Env, door: Door, name: string): Promise<void> {
  const { quickwit } = door.config;
  if (!quickwit.enabled) return;
  const project = projectStub(env, name);
  const gate = factoryStub(env);
  if ((await gate.gate(LOG_STORE)).shut_until > Date.now()) return;
  for (let n = 0; n < AT_ONCE; n += 1) {
    const { step, lines } = await project.nextShipment();
    const call = callOf(step, quickwit.index, name, lines);
    if (call === null) return;
    const answer = await askLogStore(door, call);
    const shut = await project.settleShipment(step, outcomeOf(step, answer, lines.length));
    if (shut) {
      const later = "status" in answer ? (answer.retry_after_secs ?? 0) : 0;
      await gate.remoteFailed(LOG_STORE, later * 1000);
      return;
    }
    if (n === 0) await gate.remoteAnswered(LOG_STORE);
  }
  await env.FORGE.send({ project: name, what: "logs" });
}
