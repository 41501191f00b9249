/**
 * The outages of the sample, made for real: the embedded forge answers nobody for a while, and the folder of the records cannot
 * be written. Each begins after so many merges, so that there is work to be disturbed.
 */
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { EmbeddedForge } from "../forge/server.ts";
import type { Day } from "./day.ts";
import { chainIn } from "./records.ts";

/** Longer than a tick here, and than what a single try again would bridge. */
const AWAY_MS = 6_000;

export interface Outage {
  readonly day: () => Day;
  begin(): void;
  /** Ends it at once, if it is under way: nothing of it may outlive the factory. */
  stop(): void;
  hear(event: string): void;
}

function timed(begin: () => void, end: () => void) {
  let timer: NodeJS.Timeout | null = null;
  const stop = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    end();
  };
  return {
    begin() {
      begin();
      timer = setTimeout(stop, AWAY_MS);
    },
    stop,
  };
}

/** Over when a write of the factory has come through again. */
export function forgeOutage({ admin }: EmbeddedForge, tell: (text: string) => void): Outage {
  let state: "before" | "away" | "back" | "well" = "before";
  const time = timed(
    () => {
      state = "away";
      tell(`the forge answers 503 for ${AWAY_MS / 1000} s`);
      admin.fail({ status: 503 });
    },
    () => {
      state = "back";
      admin.fail(null);
    },
  );
  return {
    begin: time.begin,
    stop: time.stop,
    hear(event) {
      if (state === "back" && (event === "effect.done" || event === "pull.merged")) state = "well";
    },
    day: () => ({
      name: "forge",
      happened:
        state === "before"
          ? null
          : `it answered 503 for ${AWAY_MS / 1000} s, ${admin.refused()} requests of the factory met it`,
      ended: state === "well" ? "the writes waited at one gate, and each came through once" : null,
    }),
  };
}

const asideOf = (folder: string): string => `${folder}.away`;

/** What an outage left behind that nobody ended, because the whole factory was killed in it. */
export function putBack(folder: string): void {
  if (!existsSync(asideOf(folder))) return;
  rmSync(folder, { force: true, recursive: true });
  renameSync(asideOf(folder), folder);
}

/** `folder`: where the records of the project are written. Over when newer ones stand there, and the chain is whole. */
export function logOutage(folder: string, tell: (text: string) => void): Outage {
  let state: "before" | "away" | "back" = "before";
  let last = 0;
  const time = timed(
    () => {
      state = "away";
      tell(`the folder of the records cannot be written for ${AWAY_MS / 1000} s`);
      last = chainIn(folder)?.last ?? 0;
      if (existsSync(folder)) renameSync(folder, asideOf(folder));
      // A file where the folder was: whoever writes below it is refused by the file system itself.
      writeFileSync(folder, "");
    },
    () => {
      state = "back";
      putBack(folder);
    },
  );
  const ended = () => {
    const chain = state === "back" ? chainIn(folder) : null;
    return chain !== null && chain.last > last
      ? `the records waited and were written behind record ${last}; the chain of ${chain.checked} is whole`
      : null;
  };
  return {
    begin: time.begin,
    stop: time.stop,
    hear() {},
    day: () => ({
      name: "log store",
      happened: state === "before" ? null : `its folder could not be written for ${AWAY_MS / 1000} s`,
      ended: ended(),
    }),
  };
}
