/** The accepted configurations, as the ground that mutations start from. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const FOLDER = resolve(import.meta.dirname, "../../core/config/accepted");

export const VALID: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".toml"))
  .map((name) => readFileSync(resolve(FOLDER, name), "utf8"));
