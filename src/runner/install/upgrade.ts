/**
 * `runner upgrade`: the new file beside the old one, the old runner drained, the two exchanged by renaming, the new
 * one started and believed only when its Worker has answered it. Otherwise everything goes back.
 */
import { err, ok, type Result } from "../../core/result.ts";
import { callOf, checkProgram } from "./apply.ts";
import { waitForContact } from "./contact.ts";
import { byHand } from "./describe.ts";
import type { InstallOptions } from "./flags.ts";
import { findInstalled, type Installed } from "./installed.ts";
import { UNIT_NAME } from "./layout.ts";
import type { Machine } from "./machine.ts";
import { digestOf, type Manifest } from "./manifest.ts";
import type { Program } from "./plan.ts";
import { type Problem, problem } from "./problem.ts";
import { systemctl } from "./systemd.ts";
import { renderUnit } from "./unit.ts";

export async function upgrade(
  machine: Machine,
  options: InstallOptions,
  program: Program,
): Promise<Result<string[], Problem>> {
  const found = findInstalled(machine, options);
  if (!found.ok) return found;
  const { layout, manifest } = found.value;
  if (manifest.build === program.build) return ok([`${program.build} is installed already; nothing to do.`]);
  const unit = unitFor(machine, found.value);
  if (!unit.ok) return unit;
  const steps = [
    `Upgrades ${manifest.build} to ${program.build}:`,
    `  write  ${layout.program}.next, asked for its version`,
    "  drain  the running runner: it takes no more jobs and ends those it has",
    `  rename ${layout.program} to ${layout.previous}, and the new one into its place`,
    ...(unit.value === null
      ? []
      : [`  start  ${UNIT_NAME}, and wait for the Worker's answer; otherwise all goes back`]),
  ];
  if (!options.apply) return ok([...steps, "Nothing was done. To do it: the same command with --apply"]);

  const next = `${layout.program}.next`;
  machine.write(next, program.text, 0o644);
  const speaks = await checkProgram(machine, manifest.unit?.node ?? machine.node.path, next, program);
  if (speaks !== null) {
    machine.remove(next);
    return err(speaks);
  }
  const drained = await drain(machine, found.value);
  if (drained !== null) {
    machine.remove(next);
    return err(drained);
  }
  const before = { unit: machine.read(layout.unit), manifest: machine.read(layout.manifest) ?? "" };
  machine.rename(layout.program, layout.previous);
  machine.rename(next, layout.program);
  machine.write(
    layout.manifest,
    `${JSON.stringify(renewed(manifest, layout, program, unit.value), null, 2)}\n`,
    0o600,
  );
  if (unit.value === null) {
    return ok([
      `${program.build} is in place of ${manifest.build}. Start it with:`,
      ...byHand(layout, machine.node),
    ]);
  }
  machine.write(layout.unit, unit.value, 0o644);
  const started = await start(machine, found.value, program.build);
  if (started === null)
    return ok([`Upgraded: ${program.build} runs and its Worker answers it. Before: ${manifest.build}.`]);

  await systemctl(machine, layout.scope, "stop", UNIT_NAME);
  machine.rename(layout.previous, layout.program);
  machine.write(layout.manifest, before.manifest, 0o600);
  if (before.unit !== null) machine.write(layout.unit, before.unit, 0o644);
  const back = await start(machine, found.value, manifest.build);
  const after =
    back === null
      ? `${manifest.build} is back and its Worker answers it.`
      : `${manifest.build} is back, but has no answer either: ${back.why}`;
  return err(
    problem(
      "no",
      `${program.build} did not come up; rolled back`,
      `${started.what}: ${started.why}\n${after}`,
      started.next,
    ),
  );
}

/** Rendered again, because a new build may want another; null without systemd. */
function unitFor(machine: Machine, { layout, manifest }: Installed): Result<string | null, Problem> {
  if (manifest.unit === null) return ok(null);
  const present = machine.read(layout.unit);
  if (present !== null && digestOf(present) !== manifest.files[layout.unit]) {
    return err(
      problem(
        "no",
        `${layout.unit} was edited by hand`,
        "an upgrade writes it again, and would lose that",
        "move your changes to a drop-in: systemctl edit adf-runner; then remove the file and install again",
      ),
    );
  }
  const rendered = renderUnit(manifest.unit);
  return rendered.ok
    ? rendered
    : err(problem("no", "no unit can be written", rendered.error, "install again"));
}

/** With a service, stopping it drains (ExecStop); by hand the program itself does. Null when nothing runs any more. */
export async function drain(machine: Machine, { layout, manifest }: Installed): Promise<Problem | null> {
  const ran =
    manifest.unit === null
      ? await machine.run(
          [machine.node.path, layout.program, "drain", "--config", layout.config],
          15 * 60_000,
        )
      : await systemctl(machine, layout.scope, "stop", UNIT_NAME);
  if (ran.code === 0) return null;
  return problem(
    "no",
    "the running runner could not be stopped",
    `${ran.stderr}${ran.stdout}`.trim(),
    callOf(machine, { layout }, "status"),
  );
}

async function start(machine: Machine, { layout }: Installed, build: string): Promise<Problem | null> {
  const since = machine.now();
  for (const words of [["daemon-reload"], ["reset-failed", UNIT_NAME], ["start", UNIT_NAME]]) {
    const ran = await systemctl(machine, layout.scope, ...words);
    // There may be nothing to reset.
    if (ran.code !== 0 && words[0] !== "reset-failed") {
      return problem("no", `systemctl ${words.join(" ")} failed`, ran.stderr.trim(), "journalctl -xe");
    }
  }
  const reached = await waitForContact(machine, layout, build, since);
  return reached.ok ? null : reached.error;
}

const renewed = (
  old: Manifest,
  layout: Installed["layout"],
  program: Program,
  unit: string | null,
): Manifest => ({
  ...old,
  build: program.build,
  files: {
    ...old.files,
    [layout.program]: digestOf(program.text),
    ...(unit === null ? {} : { [layout.unit]: digestOf(unit) }),
  },
});
