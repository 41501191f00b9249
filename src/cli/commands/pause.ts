/** `adf pause`: lets nothing new be claimed; what runs goes on to its end. */
import type { Command } from "commander";
import { type ControlOptions, controlCommand, runControl } from "../control/command.ts";

const EXAMPLES = `
  $ adf pause --why "the disk is full"
  $ adf pause --project tides
  $ adf pause --agent developer --project tides
  $ adf pause --runner attic`;

export function register(program: Command): void {
  controlCommand(
    program,
    "pause",
    "let nothing new be claimed, for everything, a project, an agent or a runner",
    EXAMPLES,
  ).action((options: ControlOptions) => runControl("pause", options));
}
