/** Which of its arguments a program writes to. */
import type { Call } from "../run/machine.ts";
import { type Options, readArguments, valuesOf } from "../run/options.ts";

export const COPY = "-t -S -m -o -g -Z --target-directory --suffix --mode --owner --group --backup";

/** Into a folder or onto a file: the last operand, or the one `-t` names. */
export function destination(read: Options): {
  readonly sources: readonly string[];
  readonly target: string | undefined;
} {
  const [folder] = valuesOf(read, "-t", "--target-directory");
  return folder === undefined
    ? { sources: read.rest.slice(0, -1), target: read.rest.at(-1) }
    : { sources: read.rest, target: folder };
}

/** The files that a program which mostly reads would write. */
export function results({ name, argv }: Call): readonly string[] {
  switch (name) {
    case "split":
      return readArguments(argv, "-a -b -C -l -n -t --filter --bytes --lines --number").rest.slice(1);
    case "csplit":
      return valuesOf(readArguments(argv, "-f -b -n --prefix --suffix-format --digits"), "-f", "--prefix");
    case "gpg":
      return valuesOf(readArguments(argv, "-o --output"), "-o", "--output");
    case "openssl":
      return argv.filter((_, i) => /^--?(?:out|keyout|CAserial)$/.test(argv[i - 1] ?? ""));
    case "sort":
    case "shuf":
      return valuesOf(
        readArguments(argv, "-o -k -t -S -T -n -i --output --key --buffer-size"),
        "-o",
        "--output",
      );
    default:
      // A person at a terminal edits as they like; what is scripted writes.
      return name === "ed" || name === "ex" || argv.some((arg) => /^-(?:[eE]s|s|es|c)$|^\+/.test(arg))
        ? readArguments(argv, "-c --cmd -S -u -p -T").rest.filter((arg) => !arg.startsWith("+"))
        : [];
  }
}
