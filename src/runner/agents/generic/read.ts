/** Reads the output of a CLI by the patterns of its configuration. */
import { type AgentReader, SILENCE } from "../adapter.ts";
import type { AgentCommand } from "../command.ts";
import { waitIn } from "../trouble.ts";

/** Patterns are looked for in the end of what it printed. */
const KEPT = 64 * 1024;

export function readGeneric(now: () => number, { output }: AgentCommand): AgentReader {
  let printed = "";
  return {
    write(_stream, chunk) {
      printed = (printed + chunk.toString("utf8")).slice(-KEPT);
    },
    end() {
      const first = (pattern: string | undefined) =>
        pattern === undefined ? null : (new RegExp(pattern, "m").exec(printed)?.[1] ?? null);
      const named = output.troubles.find(({ pattern }) => new RegExp(pattern, "m").test(printed));
      const message =
        named === undefined ? null : new RegExp(`^.*(?:${named.pattern}).*$`, "m").exec(printed)?.[0];
      return {
        ...SILENCE,
        session: first(output.session),
        model: first(output.model),
        trouble:
          named === undefined
            ? null
            : {
                kind: named.kind,
                retry_after_secs: waitIn(message ?? "", now()),
                message: (message ?? "").trim(),
              },
      };
    },
  };
}
