/** `adf drain`: lets what has begun go on to its end, and begins nothing; a runner finishes its jobs and takes no more. */
import type { Command } from "commander";
import { type ControlOptions, controlCommand, runControl } from "../control/command.ts";

const EXAMPLES = `
  $ adf drain --runner attic --why "kernel update"
  $ adf drain --project tides`;

export function register(program: Command): void {
  controlCommand(program, "drain", "let what has begun end, and begin nothing", EXAMPLES).action(
    (options: ControlOptions) => runControl("drain", options),
  );
}
