/** Reads the output of a CLI by the patterns of its configuration. */
import { type AgentReader, SILENCE, type Tokens } from "../adapter.ts";
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
        tokens: tokensIn(first(output.tokens)),
        costUsd: dollars(first(output.cost_usd)),
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

function tokensIn(told: string | null): Tokens | null {
  const output = Number(told?.replace(/[,_]/g, "") ?? Number.NaN);
  return Number.isSafeInteger(output) && output >= 0 ? { input: 0, cached: 0, output } : null;
}

/** Null where nothing was printed that is a price: then it is not told, and never nothing. */
function dollars(text: string | null): number | null {
  const usd = text === null || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(usd) && usd >= 0 ? usd : null;
}
