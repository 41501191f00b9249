/**
 * What an installation would do, worked out without doing any of it: the same plan is shown and carried out.
 * Refuses here, while nothing is written, whatever can be known to fail later.
 */
import { dirname } from "node:path";
import { Name } from "../../contract/names.ts";
import { err, ok, type Result } from "../../core/result.ts";
import type { RunnerSettings } from "../config/options.ts";
import type { InstallOptions } from "./flags.ts";
import { identityFits } from "./identity-fits.ts";
import { type Layout, layoutOf } from "./layout.ts";
import type { Machine } from "./machine.ts";
import { digestOf, type Manifest, parseManifest } from "./manifest.ts";
import { handEdited, refusal } from "./preflight.ts";
import { type Problem, problem } from "./problem.ts";
import { findPrograms } from "./programs.ts";
import { checkSecret, parseSecrets, renderSecrets } from "./secrets-file.ts";
import { makeConfig } from "./settings.ts";
import { canFence, findSystemd, type Systemd } from "./systemd.ts";
import { renderUnit } from "./unit.ts";
import type { UnitInput } from "./unit-input.ts";
import { sandbox } from "./unit-sandbox.ts";

/** The single file, and who it says it is. */
export interface Program {
  readonly text: string;
  readonly build: string;
}

export interface PlannedFile {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  /** Not shown, and expected to change: its digest is not kept. */
  readonly secret: boolean;
}

export interface Plan {
  readonly layout: Layout;
  readonly program: Program;
  readonly settings: RunnerSettings;
  readonly files: readonly PlannedFile[];
  readonly newDirs: readonly string[];
  /** Null when the credential that is there can be used. */
  readonly registration: { readonly token: string | null; readonly name: string } | null;
  readonly systemd: Systemd;
  readonly unit: UnitInput | null;
  readonly manifest: Manifest;
  /** What a person should know before saying yes. */
  readonly notes: readonly string[];
}

export async function makePlan(
  machine: Machine,
  options: InstallOptions,
  program: Program,
): Promise<Result<Plan, Problem>> {
  const { scope } = options;
  const layout = layoutOf({
    scope,
    home: machine.home,
    configHome: machine.env.XDG_CONFIG_HOME,
    prefix: options.prefix,
  });
  const systemd = await findSystemd(machine, scope);
  const refused = await refusal(machine, options, systemd);
  if (refused !== null) return err(refused);
  const config = makeConfig(machine, layout, options);
  if (!config.ok) return config;
  const secrets = collectSecrets(machine, layout, options.secret);
  if (!secrets.ok) return secrets;
  const name = Name.safeParse(options.name ?? "this-machine");
  if (!name.success) {
    return err(
      problem("usage", "--name cannot be used", name.error.issues[0]?.message ?? "", "choose another name"),
    );
  }
  const { settings } = config.value;
  const programs = findPrograms(machine, settings.agents, [
    layout.root,
    ...Object.values(settings.references),
  ]);
  const notes = notesOn(settings, programs.absent);

  const old = parseManifest(machine.read(layout.manifest));
  let unit: UnitInput | null = null;
  const files: PlannedFile[] = [
    { path: layout.program, content: program.text, mode: 0o644, secret: false },
    {
      path: layout.config,
      content: config.value.text,
      mode: scope === "user" ? 0o600 : 0o644,
      secret: false,
    },
    { path: layout.environment, content: secrets.value, mode: 0o600, secret: true },
  ];
  if ("version" in systemd) {
    unit = {
      scope,
      systemdVersion: systemd.version,
      node: machine.node.path,
      nodeMajor: Number(machine.node.version.split(".")[0]),
      program: layout.program,
      config: layout.config,
      environment: layout.environment,
      identity: layout.identity,
      stateDir: layout.stateDir,
      path: programs.path,
      visibleHomes: scope === "system" ? programs.visibleHomes : [],
      home: scope === "user" ? machine.home : null,
      namespaces: true,
      // What the runner may take for itself, and a margin: draining, killing, its last reports.
      stopSecs: Math.ceil(settings.drainSecs + settings.reportSecs + 60),
      memoryMax: options.memoryMax ?? old?.unit?.memoryMax ?? "75%",
      cpuQuota: options.cpuQuota ?? old?.unit?.cpuQuota ?? null,
    };
    if (scope === "user") {
      const fences = sandbox(unit).filter((line) => !line.startsWith("ReadWritePaths="));
      unit.namespaces = await canFence(machine, fences);
      if (!unit.namespaces) {
        notes.push(
          "This machine does not let a user's services have namespaces of their own: the unit goes without read-only system, private /tmp and hidden keys. With --system it has them.",
        );
      }
    }
    const text = renderUnit(unit);
    if (!text.ok)
      return err(problem("usage", "no unit can be written", text.error, "use other paths or options"));
    files.push({ path: layout.unit, content: text.value, mode: 0o644, secret: false });
  }
  const foreign = handEdited(machine, layout, old);
  if (foreign !== null) return err(foreign);

  const registered = identityFits(machine.read(layout.identity), settings.url);
  const newDirs = missingDirs(machine, [
    layout.root,
    layout.stateDir,
    ...files.map(({ path }) => dirname(path)),
  ]);
  return ok({
    layout,
    program,
    settings,
    files,
    newDirs,
    registration: registered
      ? null
      : { token: options.token ?? (machine.env.ADF_RUNNER_TOKEN || null), name: name.data },
    systemd,
    unit,
    notes,
    manifest: {
      version: 1,
      scope,
      build: program.build,
      worker: settings.url,
      files: {
        ...Object.fromEntries(files.map((file) => [file.path, file.secret ? null : digestOf(file.content)])),
        [layout.identity]: null,
        [layout.previous]: null,
        [layout.log]: null,
        ...(machine.exists(layout.oldConfig) ? { [layout.oldConfig]: null } : {}),
      },
      dirs: [...new Set([...(old?.dirs ?? []), ...newDirs])],
      stateDir: layout.stateDir,
      unit,
    },
  });
}

function collectSecrets(machine: Machine, layout: Layout, names: readonly string[]): Result<string, Problem> {
  const old = parseSecrets(machine.read(layout.environment) ?? "");
  if (!old.ok)
    return err(problem("usage", `${layout.environment} is damaged`, old.error, "correct that line"));
  const kept = new Map(old.value);
  for (const name of names) {
    const value = machine.env[name];
    const bad = checkSecret(name, value);
    if (bad !== null || value === undefined) {
      return err(
        problem(
          "usage",
          `--secret ${name} cannot be kept`,
          bad ?? "",
          `export ${name}=… and the same command again`,
        ),
      );
    }
    kept.set(name, value);
  }
  return ok(renderSecrets(kept));
}

function notesOn(settings: RunnerSettings, absent: readonly string[]): string[] {
  const notes = absent.map(
    (id) => `The agent CLI ${id} was not found on this machine; it is offered to no job until it is there.`,
  );
  if (Object.keys(settings.agents).length === 0) {
    notes.push("No agent CLI is configured: the runner will connect and get no job. Add --agents FILE.");
  }
  return notes;
}

/** Outermost first. */
function missingDirs(machine: Machine, wanted: readonly string[]): string[] {
  const missing = new Set<string>();
  for (let dir of wanted) {
    for (; dir !== "/" && dir !== "." && !machine.exists(dir); dir = dirname(dir)) missing.add(dir);
  }
  return [...missing].sort((a, b) => a.length - b.length);
}
