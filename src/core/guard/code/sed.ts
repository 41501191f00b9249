/** sed scripts: `e` runs a command, `s///e` runs what it made, `w` writes a file. */

import { deeper, type Frame, type Machine } from "../run/machine.ts";
import { fork } from "../shell/scope.ts";

export function scanSed(script: string, frame: Frame, m: Machine): void {
  const own = deeper(frame, { scope: fork(frame.scope) });
  for (const part of script.split(/[;\n]/)) {
    const run = /^\s*(?:\d+|\$|\/(?:[^/\\]|\\.)*\/)?(?:,(?:\d+|\$))?\s*!?\{?\s*e\s+(.+)$/.exec(part);
    if (run !== null) m.text((run[1] ?? "").replace(/\}\s*$/, ""), own);
    const write = /^\s*(?:\d+|\$|\/(?:[^/\\]|\\.)*\/)?(?:,(?:\d+|\$))?\s*[wW]\s+(\S.*)$/.exec(part);
    if (write !== null) m.open((write[1] ?? "").trim(), "write", own);
  }
  for (const [, , , made = "", flags = ""] of script.matchAll(
    /(?:^|[;{\n\d$/\s])s([^\w\s\\])((?:(?!\1)[^\\]|\\.)*)\1((?:(?!\1)[^\\]|\\.)*)\1([a-zA-Z0-9]*(?:\s+\S+)?)/g,
  )) {
    if (/^[a-zA-Z0-9]*e/.test(flags)) m.text(made.replace(/\\(.)/g, "$1"), own);
    const file = /w\s+(\S+)/.exec(flags)?.[1];
    if (file !== undefined) m.open(file, "write", own);
  }
}
