/** Reads on as records come, also through the time in which a factory is away: a restart, a deploy, a lost network. */
import { setTimeout as pause } from "node:timers/promises";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

export interface Following {
  readonly every_ms: number;
  /** Told once when nothing answers any more, and once when it does again. */
  readonly say: (text: string) => void;
  /** Ends it. */
  readonly stop?: AbortSignal;
}

/** Looks again and again; `look` must show what it read itself, and be able to go on where it was cut off. */
export async function follow(look: () => Promise<void>, { every_ms, say, stop }: Following): Promise<void> {
  let away = false;
  while (stop?.aborted !== true) {
    await pause(every_ms);
    try {
      await look();
    } catch (error) {
      if (!(error instanceof CliError) || error.code !== EXIT.unreachable) throw error;
      if (!away) say(`${error.trouble.what}; I go on when it does. Ctrl-C ends this.`);
      away = true;
      continue;
    }
    if (away) say("It answers again.");
    away = false;
  }
}
