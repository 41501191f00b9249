/** Delivers what a project's notifiers have still to tell, each notifier behind a gate of its own. */
import { messageOf } from "../../core/notify/message.ts";
import type { Notice, Told } from "../../core/notify/notice.ts";
import { type Door, type Env, factoryStub, projectStub } from "../environment.ts";
import { notifierGate, tell } from "../notifier.ts";

/** At one time, and in one invocation: notices are few, and what is left goes with the next hint. */
const AT_ONCE = 6;
const ROUNDS = 3;

export async function drainNotices(env: Env, door: Door, project: string): Promise<void> {
  const stub = projectStub(env, project);
  for (let round = 0; round < ROUNDS; round += 1) {
    const due = await stub.takeNotices(AT_ONCE);
    if (due.length === 0) return;
    await Promise.all(due.map(async (n) => stub.settleNotice(n.id, await deliver(env, door, project, n))));
  }
  await env.FORGE.send({ project, what: "notices" });
}

async function deliver(env: Env, door: Door, project: string, notice: Notice): Promise<Told> {
  const notifier = door.config.notifiers.find((n) => n.name === notice.notifier && n.enabled);
  if (notifier === undefined)
    return { ok: false, final: true, error: "it is no notifier any more", after_ms: 0, tried: false };
  const factory = factoryStub(env);
  const remote = notifierGate(notifier.name);
  const wait = (await factory.gate(remote)).shut_until - Date.now();
  if (wait > 0)
    return { ok: false, final: false, error: "it did not answer others", after_ms: wait, tried: false };
  const told = await tell(door, notifier, messageOf(notice, door.config.factory.name, project));
  if (told.ok) await factory.remoteAnswered(remote);
  else if (!told.final) await factory.remoteFailed(remote, told.after_ms);
  return told;
}
