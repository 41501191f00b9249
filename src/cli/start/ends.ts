/** What may end a start before its time: a program that is missing, a state that cannot be used, a person's Ctrl-C. */
import { anew } from "../../local/factory/home.ts";
import { UnreadableJournal } from "../../local/forge/store/journal.ts";
import { PortTaken } from "../../local/host/port.ts";
import { checkGit } from "../../runner/checkout/version.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { note } from "../output.ts";

/** The embedded forge and the runner both work with it. */
export async function needGit(): Promise<void> {
  const git = await checkGit(".");
  if (git.ok) return;
  throw new CliError(EXIT.usage, {
    what: "the factory cannot start here",
    why: git.error.fact,
    next: git.error.fix ?? "see that `git --version` works",
  });
}

export interface Ending {
  readonly asked: AbortSignal;
  close(): void;
}

/** npm hands on a Ctrl-C that the terminal has sent already: what comes this soon after it is the same one. */
const ONE_MS = 1_000;
/** A terminal that is closed ends what runs in it, as Ctrl-C does. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The first signal stops the parts in order; a second one does not wait for them. */
export function listenForEnd(): Ending {
  const stop = new AbortController();
  let first = 0;
  const hear = () => {
    if (!stop.signal.aborted) {
      first = Date.now();
      note("Stopping. The next start goes on from here. (Ctrl-C again does not wait.)");
      stop.abort();
    } else if (Date.now() - first > ONE_MS) {
      // The runner ends its jobs when it finds itself alone, and the next start reaps what is left even so.
      process.exit(EXIT.interrupted);
    }
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  return {
    asked: stop.signal,
    close: () => {
      for (const signal of SIGNALS) process.off(signal, hear);
    },
  };
}

/** What a person can mend, as a sentence; anything else stays the defect that it is. */
export function sayWhyNot(error: unknown, state: string): unknown {
  if (error instanceof PortTaken)
    return new CliError(
      EXIT.refused,
      {
        what: "the factory cannot start here",
        why: error.message,
        next: "npm start -- --state another-folder   (it takes free ports)",
      },
      { cause: error },
    );
  if (error instanceof UnreadableJournal)
    return new CliError(
      EXIT.refused,
      {
        what: `the state in ${state} cannot be used`,
        why: error.message,
        next: anew(state),
      },
      { cause: error },
    );
  return error;
}
