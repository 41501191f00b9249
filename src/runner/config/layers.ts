/** Which layers of isolation stand around the agents of this runner, as it tells its Worker. */
import type { Layers } from "../../contract/layer.ts";
import { adapterOf } from "../agents/registry.ts";
import type { Guard } from "../guard/guard.ts";
import { missingMemoryLimit } from "../sandbox/memory-limit.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { Scopes } from "../state/scope.ts";
import type { RunnerSettings } from "./options.ts";

const NO_BASH = "there is no bash on the runner's PATH. Fix: sudo apt-get install bash";

export function layersOf(
  { agents }: Pick<RunnerSettings, "agents">,
  sandbox: Pick<Sandbox, "missing" | "missingNetwork">,
  { files }: Pick<Guard, "files">,
  scopes: Pick<Scopes, "unlimited">,
): Layers {
  const unhooked = Object.entries(agents).filter(([, command]) => !adapterOf(command).hooked);
  return {
    sandbox: short(sandbox.missing),
    network: short(sandbox.missingNetwork),
    shim: files.shims === null ? NO_BASH : null,
    hook:
      files.forwarder === null
        ? NO_BASH
        : unhookedText(
            unhooked.map(([id]) => id),
            Object.keys(agents),
          ),
    // Each job by its own group, or all of them by one around the runner.
    cgroup: scopes.unlimited() === null ? null : missingMemoryLimit(),
  };
}

/** A project that requires the hook gets jobs with the other CLIs alone. */
function unhookedText(unhooked: readonly string[], all: readonly string[]): string | null {
  if (unhooked.length < all.length) return null;
  return `no agent CLI here asks it (${unhooked.join(", ") || "there is none"}). Fix: give the runner claude, codex, gemini or opencode as well (docs/agents.md)`;
}

/** bubblewrap's own words can be long. */
const short = (text: string | null): string | null => text?.slice(0, 790) ?? null;
