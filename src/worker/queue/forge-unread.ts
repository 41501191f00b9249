/** The forge could not be read: everybody waits at its gate, the log says so, and the project remembers since when. */
import type { ForgeFailure } from "../../forge/client.ts";
import { type Env, projectStub } from "../environment.ts";
import { logLine } from "../log.ts";
import type { ForgeAccess } from "./forge-call.ts";

export async function forgeUnread(
  env: Env,
  access: ForgeAccess,
  project: string,
  { reason, detail, ...failure }: ForgeFailure,
): Promise<void> {
  const wait = await access.failed({ reason, detail, ...failure });
  logLine({ event: "forge.unread", level: "warn", project, reason, detail, again_in_ms: wait });
  await projectStub(env, project).noteForge(`${reason.replaceAll("_", " ")}: ${detail}`);
}
