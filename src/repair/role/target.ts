/** Which test files an issue is about: those it names, else those whose subject it mentions. Pure. */
import type { Task } from "../task/prompt.ts";

/** `known` are the test files of the repository; a name may be given without its folder. */
export function namedFiles(names: readonly string[], known: readonly string[]): string[] {
  const found = names.flatMap((name) => {
    const exact = known.filter((file) => file === name);
    return exact.length > 0 ? exact : known.filter((file) => file.endsWith(`/${name}`)).slice(0, 1);
  });
  return [...new Set(found)];
}

/** A failing test file is related when the issue says its stem as a word, or the name of a test that fails in it. */
export function isRelated(task: Task, file: string, failures: readonly { test: string }[]): boolean {
  const text = task.text.toLowerCase();
  const stem = (file.split("/").at(-1) ?? "").replace(/[._-]?test\.[cm]?js$/, "").toLowerCase();
  const says = (words: string) => words.length > 3 && text.includes(words);
  const word = stem.length > 2 && new RegExp(`\\b${stem.replace(/[^\w]/g, ".")}\\b`).test(text);
  return word || failures.some((failure) => says(failure.test.toLowerCase()));
}
