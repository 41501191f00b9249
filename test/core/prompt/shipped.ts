/** The prompt templates that come with the product, as the product loads them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadPrompts, type PromptFile, type PromptSet } from "../../../src/core/prompt/prompt-set.ts";

export function shippedPromptFiles(): PromptFile[] {
  const folder = resolve(import.meta.dirname, "../../../src/core/prompt/templates");
  return readdirSync(folder).map((name) => ({ path: name, text: readFileSync(join(folder, name), "utf8") }));
}

export function shippedPrompts(): PromptSet {
  const loaded = loadPrompts(shippedPromptFiles());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error, null, 2));
  return loaded.value;
}
