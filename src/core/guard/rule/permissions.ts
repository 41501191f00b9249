/** Modes, owners and rights of files. */
import { zoneOf } from "../path/zone.ts";
import type { Call } from "../run/machine.ts";
import { given, readArguments } from "../run/options.ts";
import { deletion } from "./deletion.ts";
import type { Check } from "./rule.ts";

function permissions(call: Call): string | null {
  const read = readArguments(
    call.argv,
    call.name === "setfacl" ? "-m -x -M -X --modify --remove --set --restore" : "--reference --from",
  );
  // `-x` is a mode, not an option.
  // What is given or taken stands in an option; without one it is the first word.
  const listed =
    call.name === "setfacl" &&
    read.flags.some((flag) => /^-[bkxmMXnRLPd]$|^--(?:remove|modify|set|restore)/.test(flag));
  const minus = call.name === "chmod" ? call.argv.find((arg) => /^-[rwxXst]+$/.test(arg)) : undefined;
  const [mode = "", ...paths] =
    minus !== undefined ? [minus, ...read.rest] : listed ? ["", ...read.rest] : read.rest;
  if (call.name === "chmod" && /^[2-7][0-7]{3}$|^[ugoa]*[+=][rwxXt]*s/.test(mode))
    return "filesystem.permissions";
  const wide = call.name === "chmod" && /^[0-7]?777$|^(?:a|ugo|)[+=]rwx$|^0?00[0-7]?$|^000$/.test(mode);
  const deep = given(read, "-R", "--recursive");
  for (const path of read.values.has("--reference") ? read.rest : paths) {
    for (const cwd of call.frame.scope.cwd) {
      const zone = zoneOf(path, cwd, call.place);
      if (
        zone === "outside" ||
        zone === "root" ||
        zone === "device" ||
        zone === "control" ||
        zone === "temp-root"
      )
        return zone === "control" ? "factory.settings" : "filesystem.permissions";
      if ((zone === "own-root" && wide && deep) || (zone === "own-git" && wide))
        return "filesystem.permissions";
      if (zone === "own-git" && /(?:^|\/)hooks(?:\/|$)/.test(path)) return "git.hooks";
    }
  }
  return null;
}

export const PERMISSIONS: readonly Check[] = [
  { programs: "chmod chown chgrp setfacl", find: permissions },
  {
    programs: "chattr",
    find: (call) =>
      readArguments(call.argv.filter((a) => !/^[+=-]/.test(a))).rest.some(
        (path) => deletion(path, call) !== null,
      ) && "filesystem.permissions",
  },
  { programs: "setcap", find: () => "filesystem.permissions" },
];
