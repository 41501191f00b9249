/** Reads the prompt templates that come with adf, as the Worker bundles them. */
import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { PromptFile } from "../core/prompt/prompt-set.ts";

const FOLDER = resolve(import.meta.dirname, "../core/prompt/templates");

export async function readPromptFiles(): Promise<PromptFile[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".md")).sort();
  return await Promise.all(
    names.map(async (name) => {
      const path = join(FOLDER, name);
      return { path: relative(process.cwd(), path), text: await readFile(path, "utf8") };
    }),
  );
}
