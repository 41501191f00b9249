/** What expansion asks of the one who walks: the environment, and the output of substitutions. */
import { own } from "../../own.ts";
import { isCredential } from "../path/secret.ts";
import { deeper, type Frame, type Machine } from "../run/machine.ts";
import { ENV, TOKEN } from "../value.ts";
import type { Expander } from "./expand.ts";
import { fork } from "./scope.ts";

const DEFAULTS: Readonly<Record<string, string>> = {
  SHELL: "/bin/bash",
  TMPDIR: "/tmp",
  IFS: " \t\n",
  BASH: "/bin/bash",
};

export function expander(frame: Frame, m: Machine): Expander {
  return {
    home: m.context.home,
    environment: (name) =>
      own(frame.env, name) ??
      (name === "HOME"
        ? m.context.home
        : (own(m.context.env ?? {}, name) ?? own(DEFAULTS, name) ?? (isCredential(name) ? TOKEN : ENV))),
    capture: (script, scope) =>
      script === undefined ? "" : m.script(script, deeper(frame, { scope: fork(scope) })).replace(/\n+$/, ""),
    evaluate: (text, scope) => void m.text(text, deeper(frame, { scope: fork(scope) })),
    substituted: (part, scope) => {
      const path = `/dev/fd/${60 + scope.files.size}`;
      if (part.script === undefined) return path;
      const own = deeper(frame, { scope: fork(scope) });
      if (part.operator === ">") m.script(part.script, { ...own, stdin: ENV });
      else scope.files.set(path, m.script(part.script, own));
      return path;
    },
  };
}
