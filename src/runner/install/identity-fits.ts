/** Whether a runner.json can be used for a Worker: it is whole, and belongs to that origin. Pure. */
import { RunnerIdentity } from "../config/identity.ts";

export function identityFits(text: string | null, url: string): boolean {
  if (text === null) return false;
  try {
    return new URL(RunnerIdentity.parse(JSON.parse(text)).url).origin === new URL(url).origin;
  } catch {
    return false;
  }
}
