/** `adf resume`: lifts a pause or a drain, of the very thing it was said of. */
import type { Command } from "commander";
import { type ControlOptions, controlCommand, runControl } from "../control/command.ts";

const EXAMPLES = `
  $ adf resume
  $ adf resume --agent developer`;

export function register(program: Command): void {
  controlCommand(program, "resume", "lift a pause or a drain", EXAMPLES).action((options: ControlOptions) =>
    runControl("resume", options),
  );
}
