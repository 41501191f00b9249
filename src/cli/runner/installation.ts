/** `adf runner build`, `install`, `status`, `upgrade`, `uninstall`: the single file's own commands, from a checkout. */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { dispatch } from "../../runner/install/dispatch.ts";
import { type FlagValues, VERBS, type Verb } from "../../runner/install/flags.ts";
import { localMachine } from "../../runner/install/local-machine.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { note, print } from "../output.ts";
import { bundleRunner } from "./bundle.ts";

export function registerInstallation(runner: Command): void {
  runner
    .command("build")
    .description("write the runner as one file, for a machine without a checkout")
    .requiredOption("--out <file>", "where to")
    .action(async ({ out }: { out: string }) => writeRunner(resolve(out)));
  for (const [verb, { help, flags }] of Object.entries(VERBS)) {
    const command = runner.command(verb).description(help);
    for (const { name, value, many, help } of flags) {
      const shape = value === null ? `--${name}` : `--${name} <${value}${many === true ? "..." : ""}>`;
      command.option(shape, help);
    }
    command.action(async (values: FlagValues) => {
      process.exitCode = await dispatch(verb as Verb, values, localMachine(), bundleRunner, {
        out: print,
        err: note,
      });
    });
  }
}

async function writeRunner(out: string): Promise<void> {
  const file = await bundleRunner();
  try {
    await writeFile(out, file.text, { mode: 0o644 });
  } catch (cause) {
    throw new CliError(EXIT.usage, {
      what: `${out} cannot be written`,
      why: (cause as Error).message,
      next: "name a file in a folder that is there",
    });
  }
  print(`${file.build}: ${out}, ${Math.ceil(Buffer.byteLength(file.text) / 1024)} KB`);
  print(
    "Next: copy it to the machine, and there: node adf-runner.mjs install --worker https://… --token TOKEN",
  );
}
