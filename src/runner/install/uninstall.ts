/** `runner uninstall`: stops the runner and removes what the manifest names. A configuration edited since is left. */
import { ok, type Result } from "../../core/result.ts";
import type { InstallOptions } from "./flags.ts";
import { findInstalled } from "./installed.ts";
import { UNIT_NAME } from "./layout.ts";
import type { Machine } from "./machine.ts";
import { digestOf } from "./manifest.ts";
import type { Problem } from "./problem.ts";
import { systemctl } from "./systemd.ts";
import { drain } from "./upgrade.ts";

export async function uninstall(
  machine: Machine,
  options: InstallOptions,
): Promise<Result<string[], Problem>> {
  const found = findInstalled(machine, options);
  if (!found.ok) return found;
  const { layout, manifest } = found.value;
  const edited = (path: string) => {
    const present = machine.read(path);
    return path === layout.config && present !== null && digestOf(present) !== manifest.files[path];
  };
  const there = Object.keys(manifest.files).filter((path) => machine.exists(path));
  const files = there.filter((path) => !edited(path));
  const kept = there.filter(edited);
  // What was there before the installation is not ours, whatever was put into it since.
  const ownState = layout.scope === "system" || manifest.dirs.includes(manifest.stateDir);
  const state =
    ownState && !options.keepState && machine.exists(manifest.stateDir) ? manifest.stateDir : null;
  const list = [
    `Removes ${manifest.build}:`,
    ...(manifest.unit === null ? ["  drain  the running runner"] : [`  stop   ${UNIT_NAME}, and disable it`]),
    ...files.map((path) => `  remove ${path}`),
    ...(state === null ? [] : [`  remove ${state} and all in it: credential, mirrors, checkouts`]),
    ...kept.map((path) => `  leave  ${path}: edited since the installation`),
    ...(state === null && machine.exists(manifest.stateDir) ? [`  leave  ${manifest.stateDir}`] : []),
  ];
  if (!options.apply) return ok([...list, "Nothing was done. To do it: the same command with --apply"]);

  const stopped = await drain(machine, found.value);
  if (stopped !== null) return { ok: false, error: stopped };
  if (manifest.unit !== null) await systemctl(machine, layout.scope, "disable", UNIT_NAME);
  for (const path of files) machine.remove(path);
  if (manifest.unit !== null) await systemctl(machine, layout.scope, "daemon-reload");
  if (state !== null) machine.removeTree(state);
  machine.remove(layout.manifest);
  // Innermost first; one that holds something else stays.
  for (const dir of manifest.dirs.toReversed())
    if (dir !== manifest.stateDir || state !== null) machine.removeDir(dir);
  return ok([
    `Removed ${manifest.build}.${kept.length === 0 ? "" : ` Left: ${kept.join(", ")}.`}`,
    "The Worker still lists the machine as a runner that is away; its credential is gone with the files.",
  ]);
}
