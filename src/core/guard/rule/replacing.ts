/** Programs that leave something else in the place of what they are given, or nothing. */
import type { Call } from "../run/machine.ts";
import { readArguments } from "../run/options.ts";
import { deletion } from "./deletion.ts";
import { opened } from "./opened.ts";
import type { Check } from "./rule.ts";

const deletes = (paths: readonly string[], call: Call): string | null =>
  paths.map((path) => deletion(path, call)).find((rule) => rule !== null) ?? null;

export const REPLACING: readonly Check[] = [
  {
    programs: "gzip bzip2 xz lzma compress gunzip bunzip2 unxz unlzma uncompress",
    find: ({ argv, ...call }) =>
      argv.some((arg) => /^-[a-z]*[cklt]|^--(?:stdout|keep|list|test|to-stdout|help|version)$/.test(arg))
        ? null
        : deletes(readArguments(argv, "-S -b -T --suffix").rest, { argv, ...call }),
  },
  {
    programs: "zip",
    find: (call) =>
      call.argv.some((arg) => /^-[a-z]*m|^--move$/.test(arg))
        ? deletes(readArguments(call.argv, "-b -x -i").rest.slice(1), call)
        : null,
  },
  {
    programs: "cmake",
    find: (call) =>
      call.argv[0] === "-E" && /^(?:rm|remove|remove_directory)$/.test(call.argv[1] ?? "")
        ? deletes(readArguments(call.argv.slice(2)).rest, call)
        : null,
  },
  {
    programs: "awk gawk",
    find: ({ argv, frame }, m) => {
      const at = argv.indexOf("inplace");
      if (at < 1 || argv[at - 1] !== "-i") return null;
      return (
        argv
          .slice(at + 2)
          .map((path) => opened(path, "write", frame, m))
          .find((rule) => rule !== null) ?? null
      );
    },
  },
];
