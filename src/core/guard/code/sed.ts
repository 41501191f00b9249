/** sed scripts: `e` runs a command, `s///e` runs what it made, `w` writes a file. */

import { deeper, type Frame, type Machine } from "../run/machine.ts";
import { fork } from "../shell/scope.ts";

/** The lines that a command is for. */
const ADDRESS = /^(?:\d+|\$|\/(?:[^/\\]|\\.)*\/)?(?:,(?:\d+|\$))?/;

export function scanSed(script: string, frame: Frame, m: Machine): void {
  const own = deeper(frame, { scope: fork(frame.scope) });
  for (const part of script.split(/[;\n]/)) {
    // In steps: blanks that two parts of one pattern may take are shared out in every way there is.
    const command = part
      .trimStart()
      .replace(ADDRESS, "")
      .replace(/^[!{\s]+/, "");
    if (/^e\s/.test(command)) m.text(command.slice(1).trim().replace(/\}$/, ""), own);
    if (/^[wW]\s/.test(command)) m.open(command.slice(1).trim(), "write", own);
  }
  for (const [, , , made = "", flags = ""] of script.matchAll(
    /(?:^|[;{\n\d$/\s])s([^\w\s\\])((?:(?!\1)[^\\]|\\.)*)\1((?:(?!\1)[^\\]|\\.)*)\1([a-zA-Z0-9]*(?:\s+\S+)?)/g,
  )) {
    if (/^[a-zA-Z0-9]*e/.test(flags)) m.text(made.replace(/\\(.)/g, "$1"), own);
    const file = /w\s+(\S+)/.exec(flags)?.[1];
    if (file !== undefined) m.open(file, "write", own);
  }
}
