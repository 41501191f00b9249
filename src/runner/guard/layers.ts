/**
 * Lays the guard's files out for a runner: the forwarder and the shims, read-only and outside every checkout, written anew
 * at each start so that nothing that was changed there survives.
 */
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { INSIDE } from "../network/inside.ts";
import { FORWARDER, ONLY_WITHOUT_HOOK, SHIM, SHIMMED } from "./scripts.ts";

export interface GuardFiles {
  /** Null without bash on this machine: then CLIs that need a command hook refuse every tool. */
  readonly forwarder: string | null;
  /** First on the agent's PATH: for a CLI with a hook, and for one without. */
  readonly shims: { readonly hooked: string; readonly bare: string } | null;
  /** The program between a sandbox without a network and the agent in it. */
  readonly inside: string;
}

export function layOutGuard(stateDir: string, path: string | undefined): GuardFiles {
  const dir = join(stateDir, "guard");
  const shims = { hooked: join(dir, "shim-hooked"), bare: join(dir, "shim") };
  // Read-only since the last start, also for whoever made them.
  for (const folder of [dir, ...Object.values(shims)]) if (existsSync(folder)) chmodSync(folder, 0o755);
  rmSync(dir, { recursive: true, force: true });
  for (const folder of Object.values(shims)) mkdirSync(folder, { recursive: true, mode: 0o755 });
  const inside = join(dir, "inside.mjs");
  writeScript(inside, INSIDE);
  const bash = programOn(path, "bash");
  if (bash === null) return { forwarder: null, shims: null, inside };
  const forwarder = join(dir, "ask");
  writeScript(forwarder, FORWARDER(bash));
  const one = join(dir, "in-front");
  writeScript(one, SHIM(bash));
  for (const name of SHIMMED) {
    if (programOn(path, name) === null) continue;
    symlinkSync(one, join(shims.bare, name));
    if (!ONLY_WITHOUT_HOOK.has(name)) symlinkSync(one, join(shims.hooked, name));
  }
  for (const folder of [...Object.values(shims), dir]) chmodSync(folder, 0o555);
  return { forwarder, shims, inside };
}

function writeScript(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o555 });
  chmodSync(path, 0o555);
}

export function programOn(path: string | undefined, name: string): string | null {
  for (const folder of (path ?? "").split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (folder.startsWith("/") && statSync(file).isFile()) return file;
    } catch {
      // Not here; perhaps in the next one.
    }
  }
  return null;
}
