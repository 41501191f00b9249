/** Reads a folder of scenario files, subfolders included. */
import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { type Complaint, formatComplaint } from "../core/routing/complaint.ts";
import {
  loadScenarios,
  SCENARIOS,
  type ScenarioFile,
  type ScenarioSet,
} from "../core/routing/scenario-set.ts";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-codes.ts";
import { fileTrouble } from "./file-trouble.ts";
import { note } from "./output.ts";

/** The folder that comes with adf. */
export const SHIPPED_SCENARIOS = resolve(import.meta.dirname, "../../routing_scenarios");

/** The texts alone, by paths relative to where the command is run. */
export async function readScenarioFiles(folder: string): Promise<ScenarioFile[]> {
  let names: string[];
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    names = entries
      .filter((e) => e.isFile() && e.name.endsWith(".md"))
      .map((e) => join(e.parentPath, e.name));
  } catch (cause) {
    const why = fileTrouble(cause);
    const next = "give an existing folder with --scenarios, or leave the option out to use the shipped one";
    throw new CliError(
      EXIT.usage,
      { what: `cannot read the scenario folder ${folder}`, why, next },
      { cause },
    );
  }
  return await Promise.all(
    names.map(async (path) => ({ path: relative(process.cwd(), path), text: await readFile(path, "utf8") })),
  );
}

/** What is said of the whole set names the folder that was read, which need not be the one that comes with adf. */
export const inFolder =
  (folder: string) =>
  (one: Complaint): Complaint =>
    one.file === SCENARIOS ? { ...one, file: relative(process.cwd(), folder) || "." } : one;

export async function readScenarioFolder(folder: string): Promise<ScenarioSet> {
  const loaded = loadScenarios(await readScenarioFiles(folder));
  if (!loaded.ok) {
    throw new CliError(EXIT.usage, {
      what: `the scenarios in ${folder} cannot be used`,
      why: loaded.error.map(inFolder(folder)).map(formatComplaint).join("\n"),
      next: "correct the files named above and run the command again",
    });
  }
  for (const warning of loaded.value.warnings.map(inFolder(folder))) note(formatComplaint(warning));
  return loaded.value;
}
