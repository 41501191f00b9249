/** A runner's configuration file: `runner.toml`, or the JSON of an installation from before there was one. */
import { readFileSync } from "node:fs";
import { err, ok, type Result } from "../../core/result.ts";
import type { RunnerOptions } from "./options.ts";
import { readRunnerToml } from "./toml.ts";

export function readRunnerFile(path: string): Result<RunnerOptions, string> {
  try {
    return parseRunnerFile(path, readFileSync(path, "utf8"));
  } catch (cause) {
    return err(`The runner cannot read its configuration ${path}: ${(cause as Error).message}`);
  }
}

export function parseRunnerFile(path: string, text: string): Result<RunnerOptions, string> {
  if (!path.endsWith(".json")) return readRunnerToml(path, text);
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === "object" && !Array.isArray(value))
      return ok(value as RunnerOptions);
    return err(`${path} is not a JSON object.`);
  } catch (cause) {
    return err(`${path} is no JSON: ${(cause as Error).message}`);
  }
}
