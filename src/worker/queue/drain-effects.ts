/** Applies what is due in a project's outbox, four at a time, in order within each work item. */
import type { Applied, Effect } from "../../core/effect/effect.ts";
import { type Door, type Env, projectOf, projectStub } from "../environment.ts";
import { applyEffect } from "./apply-effect.ts";
import { ForgeAccess } from "./forge-call.ts";

const AT_ONCE = 4;
/** The most requests one effect can cost; a merge costs more, and there is never more than one of them. */
const DEAREST = 6;
const MERGE = 10;
/** Less than this left, and the rest goes to another invocation. */
const BATCH = DEAREST * (AT_ONCE - 1) + MERGE;

export async function drainEffects(env: Env, door: Door, name: string): Promise<void> {
  const project = projectOf(door, name);
  if (project === undefined) return;
  const stub = projectStub(env, name);
  const access = new ForgeAccess(env, door);
  while (access.left >= BATCH) {
    const shut = await access.shutFor();
    const due = await stub.takeEffects(AT_ONCE);
    if (due.length === 0) return;
    const settle = async (effect: Effect, applied: Applied) => stub.settleEffect(effect.id, applied);
    if (shut > 0) {
      for (const effect of due) {
        await settle(effect, {
          status: "retry",
          error: "the forge is not answering",
          after_ms: shut,
          tried: false,
        });
      }
      continue;
    }
    const one = async (effect: Effect) => {
      const applied = await applyEffect(access, door, project.repo, name, effect);
      await settle(effect, applied);
    };
    await Promise.all(due.map(one));
  }
  await env.FORGE.send({ project: name, what: "effects" });
}
