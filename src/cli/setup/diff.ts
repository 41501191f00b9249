/** A change of a file as people read it: the lines around it, green for what comes, red for what goes. */
import { createTwoFilesPatch } from "diff";
import { colors } from "../output.ts";

export function diffText(path: string, before: string | null, after: string): string {
  const patch = createTwoFilesPatch(before === null ? "/dev/null" : path, path, before ?? "", after, "", "", {
    context: 3,
  });
  return patch
    .split("\n")
    .filter((line) => !/^={10,}$/.test(line) && line !== "\\ No newline at end of file")
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
}

export const paint = (patch: string): string =>
  patch
    .split("\n")
    .map((line) => {
      if (/^(?:---|\+\+\+) /.test(line)) return colors.bold(line);
      if (line.startsWith("+")) return colors.green(line);
      if (line.startsWith("-")) return colors.red(line);
      return line.startsWith("@@") ? colors.cyan(line) : line;
    })
    .join("\n");
