/** The configuration file of an installed runner: what is there, changed by what was asked. */
import { resolve } from "node:path";
import { err, ok, type Result } from "../../core/result.ts";
import { parseRunnerFile } from "../config/file.ts";
import { type RunnerOptions, type RunnerSettings, readOptions } from "../config/options.ts";
import { writeRunnerToml } from "../config/toml.ts";
import type { InstallOptions } from "./flags.ts";
import type { Layout } from "./layout.ts";
import type { Machine } from "./machine.ts";
import { type Problem, problem } from "./problem.ts";

export interface InstalledConfig {
  readonly text: string;
  readonly settings: RunnerSettings;
}

export function makeConfig(
  machine: Machine,
  layout: Layout,
  options: InstallOptions,
): Result<InstalledConfig, Problem> {
  const old = readPresent(machine, layout);
  if (!old.ok) return old;
  const agents = options.agents === undefined ? ok(undefined) : readJson(machine, options.agents, "--agents");
  if (!agents.ok) return agents;
  if (options.agents !== undefined && agents.value === undefined) {
    return err(
      problem("usage", `${options.agents} is not there`, "--agents names a JSON file", "check the path"),
    );
  }
  const references = readReferences(options.reference);
  if (!references.ok) return references;
  const before: Partial<RunnerOptions> = old.value ?? {};
  const url = options.worker ?? before.url;
  if (url === undefined) {
    return err(
      problem(
        "usage",
        "which Worker this runner is for was not said",
        "nothing is installed here yet that would say it",
        "add --worker https://…",
      ),
    );
  }
  const config: Partial<RunnerOptions> = {
    ...before,
    url,
    stateDir: layout.stateDir,
    ...(options.capacity === undefined ? {} : { capacity: Number(options.capacity) }),
    ...(options.sandbox === undefined ? {} : { sandbox: options.sandbox as RunnerSettings["sandbox"] }),
    agents: (agents.value as RunnerOptions["agents"]) ?? before.agents ?? {},
    ...(options.reference.length === 0 ? {} : { references: { ...before.references, ...references.value } }),
  };
  const read = readOptions(config);
  if (!read.ok)
    return err(problem("usage", "the runner would not start", read.error, "correct the option or the file"));
  return ok({ text: writeRunnerToml(config), settings: read.value });
}

/** Project → folder, each checked by the runner's own schema afterwards. */
export function readReferences(pairs: readonly string[]): Result<Record<string, string>, Problem> {
  const found: Record<string, string> = {};
  for (const pair of pairs) {
    const [, name = "", folder = ""] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (folder === "")
      return err(
        problem(
          "usage",
          `--reference ${pair} cannot be used`,
          "it is the project's name, =, and the folder of a clone",
          "--reference tides=/srv/clones/tides",
        ),
      );
    found[name] = resolve(folder);
  }
  return ok(found);
}

/** What stands in the file now, and where there is none yet in the JSON of an older installation. */
function readPresent(machine: Machine, layout: Layout): Result<RunnerOptions | undefined, Problem> {
  for (const path of [layout.config, layout.oldConfig]) {
    const text = machine.read(path);
    if (text === null) continue;
    const read = parseRunnerFile(path, text);
    if (read.ok) return read;
    return err(problem("usage", `${path} cannot be read`, read.error, "correct or remove it"));
  }
  return ok(undefined);
}

function readJson(machine: Machine, path: string, what: string): Result<unknown, Problem> {
  const text = machine.read(path);
  if (text === null) return ok(undefined);
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return ok(value);
  } catch {
    // Told below, with the other kinds of nonsense.
  }
  return err(
    problem("usage", `${path} is not a JSON object`, `${what} is read from it`, "correct or remove it"),
  );
}
