/** The sentence for a Worker and a command of two builds: which, what does not fit, and the command that makes them one. */
import * as z from "zod";
import { CONTRACT_VERSION } from "../../contract/version.ts";
import { deployCommand } from "../../core/setup/deploy.ts";
import { ORCHESTRATOR } from "../../core/setup/orchestrator.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { note } from "../output.ts";
import { cliBuild } from "./cli-build.ts";
import { type Across, readAcross } from "./read-across.ts";

export const UPGRADE_HERE = "git pull && npm ci";
export const UPGRADE_WORKER = deployCommand(ORCHESTRATOR);

const Named = z.object({ build: z.string(), contract: z.unknown() });

/** Null where the answer names no build: then it is no factory. */
export const buildsOf = (said: unknown): string | null => {
  const worker = Named.safeParse(said);
  if (!worker.success) return null;
  const { build, contract } = worker.data;
  return `the Worker is build ${build} (contract ${String(contract)}), and this adf is build ${cliBuild()} (contract ${CONTRACT_VERSION})`;
};

export interface Skew {
  readonly builds: string;
  /** What was left out, a line each. */
  readonly left_out: readonly string[];
  readonly next: string;
}

/** Null where everything fitted. */
export function skewOf(said: unknown, { beyond, unread }: Across<unknown>): Skew | null {
  if (beyond.length + unread.length === 0) return null;
  return {
    builds: buildsOf(said) ?? "",
    left_out: [
      ...(unread.length > 0 ? [`left out, because it cannot be read here: ${few(unread)}`] : []),
      ...(beyond.length > 0 ? [`said by the Worker and not known here: ${few(beyond)}`] : []),
    ],
    next:
      beyond.length > 0 ? UPGRADE_HERE : `${UPGRADE_WORKER}   (or, if the Worker is newer: ${UPGRADE_HERE})`,
  };
}

const few = (paths: readonly string[]): string =>
  paths.slice(0, 4).join(", ") + (paths.length > 4 ? ` and ${paths.length - 4} more` : "");

const noted = new Set<string>();

/** What can be read of the answer; a difference is said once, beside the result. Throws where nothing can. */
export function readAnswer<T>(schema: z.ZodType<T>, said: unknown, url: string): T {
  const across = readAcross(schema, said);
  if (across === null) throw unreadable(said, url);
  const skew = skewOf(said, across);
  if (skew !== null && !noted.has(skew.builds)) {
    noted.add(skew.builds);
    note([`Two builds: ${skew.builds}.`, ...skew.left_out, `next: ${skew.next}`].join("\n  "));
  }
  return across.value;
}

function unreadable(said: unknown, url: string): CliError {
  const sentence = buildsOf(said);
  if (sentence === null)
    return new CliError(EXIT.refused, {
      what: `${url} answers, and not as a factory does`,
      why: "its answer names no build",
      next: "check the address: --url is that of the Worker",
    });
  return new CliError(EXIT.refused, {
    what: `${url} and this command are of two builds that do not understand one another`,
    why: sentence,
    next: `${UPGRADE_WORKER}\nor, where the Worker is the newer one: ${UPGRADE_HERE}`,
  });
}
