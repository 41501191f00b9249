/** The queue consumers. A message only says where to look; what is done comes from the object's rows. */
import { type Env, factoryStub, mustOpen } from "../environment.ts";
import { logLine } from "../log.ts";
import { drainEffects } from "./drain-effects.ts";
import { drainNotices } from "./drain-notices.ts";
import type { ForgeMessage, HintMessage } from "./message.ts";
import { shipLogs } from "./ship-logs.ts";
import { syncPart, syncProject } from "./sync.ts";

export async function consume(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  if (batch.queue.endsWith("dead")) return onDead(batch);
  if (batch.queue.endsWith("hints")) {
    await factoryStub(env).wake();
    return;
  }
  const messages = batch.messages as readonly Message<ForgeMessage>[];
  const door = mustOpen(env);
  // Many messages about one project say one thing.
  const todo = new Map<string, ForgeMessage>();
  for (const { body } of messages) todo.set(`${body.project} ${body.what}`, body);
  // A notifier that hangs keeps nothing waiting but other notices.
  const last = ({ what }: ForgeMessage) => Number(what === "notices");
  for (const { project, what } of [...todo.values()].sort((a, b) => last(a) - last(b))) {
    if (what === "effects") await drainEffects(env, door, project);
    else if (what === "notices") await drainNotices(env, door, project);
    else if (what === "logs") await shipLogs(env, door, project);
    else if (what === "blockers" || what === "summary" || what === "checks" || what === "compound")
      await syncPart(env, door, project, what);
    else await syncProject(env, door, project);
  }
}

/** The row stays where it is and the tick sends it again; a person is told that a message died. */
function onDead(batch: MessageBatch<unknown>): void {
  for (const message of batch.messages) {
    const body = message.body as Partial<ForgeMessage & HintMessage>;
    logLine({
      event: "queue.dead",
      level: "error",
      project: body.project,
      reason: `after ${message.attempts} attempts`,
    });
  }
}
