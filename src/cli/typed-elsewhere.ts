/** npm runs adf in the checkout, wherever its command was typed: a path that is right there is not found here. */
import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { shellWord } from "../core/text/shell-word.ts";

/** The sentence for the first such path; null where none is. `typed_in` is what npm leaves in INIT_CWD. */
export function typedElsewhere(args: readonly string[], typed_in: string | undefined): string | null {
  if (typed_in === undefined || resolve(typed_in) === process.cwd()) return null;
  const paths = args.map((arg) => arg.replace(/^--[\w-]+=/, "")).filter((arg) => !arg.startsWith("-"));
  const meant = paths.find(
    (path) => path !== "" && !isAbsolute(path) && !existsSync(path) && existsSync(resolve(typed_in, path)),
  );
  if (meant === undefined) return null;
  const from_here = shellWord(relative(process.cwd(), resolve(typed_in, meant)));
  return `npm runs adf in ${process.cwd()}, and from there ${meant} is ${from_here}`;
}
