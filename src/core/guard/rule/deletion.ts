/** Whether a path may go: deleting it, moving it away, or replacing it as a whole. */
import { zoneOf } from "../path/zone.ts";
import type { Call } from "../run/machine.ts";

/** Why one path may not be deleted or moved away, or null. */
export function deletion(path: string, call: Call): string | null {
  const { frame } = call;
  for (const cwd of frame.scope.cwd) {
    switch (zoneOf(path, cwd, call.place)) {
      case "own":
      case "temp":
      case "null":
        continue;
      case "env":
        if (frame.lenient) continue;
        return "filesystem.delete-unknown";
      case "computed":
        if (frame.lenient) continue;
        return "filesystem.delete-unknown";
      case "own-root":
      case "own-git":
        return "filesystem.delete-checkout";
      case "control":
        return "factory.settings";
      default:
        return "filesystem.delete-outside";
    }
  }
  return null;
}
