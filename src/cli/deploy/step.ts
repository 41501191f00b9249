/** The steps of a deploy: each timed, and where one fails, its name, why, and the command that goes on. */
import { CliError } from "../cli-error.ts";
import type { ExitCode } from "../exit-codes.ts";
import { colors } from "../output.ts";

export interface Step {
  readonly name: string;
  /** What it runs or asks, a line each, for `--dry-run`. */
  readonly would: readonly string[];
  /** Answers what it did, in a few words. Throws a Stop. */
  run(): Promise<string>;
}

/** A step that cannot go on. */
export class Stop extends Error {
  readonly code: ExitCode;
  readonly next: string;
  constructor(code: ExitCode, why: string, next: string) {
    super(why);
    this.name = "Stop";
    this.code = code;
    this.next = next;
  }
}

export interface Told {
  readonly step: string;
  readonly seconds: number;
  readonly did: string;
}

/** Runs them in order; `say` hears of each as it ends. Everything before a step that fails has happened and stays. */
export async function runSteps(
  steps: readonly Step[],
  say: (line: string) => void,
  now: () => number,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const [i, step] of steps.entries()) {
    const began = now();
    try {
      const did = await step.run();
      const one = { step: step.name, seconds: (now() - began) / 1000, did };
      told.push(one);
      say(line(one));
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      const seconds = ((now() - began) / 1000).toFixed(1);
      throw new CliError(
        error.code,
        {
          what: `the step ${step.name} (${i + 1} of ${steps.length}) failed after ${seconds} s`,
          why: error.message,
          next: error.next,
        },
        { cause: error },
      );
    }
  }
  return told;
}

const line = ({ step, seconds, did }: Told): string =>
  `${colors.green("done")}  ${step.padEnd(9)} ${`${seconds.toFixed(1)} s`.padStart(8)}  ${did}`;

export function* describePlan(steps: readonly Step[]): Generator<string> {
  for (const [i, { name, would }] of steps.entries()) {
    yield `${String(i + 1).padStart(2)}  ${colors.bold(name)}`;
    for (const one of would) yield `      ${one}`;
  }
}
