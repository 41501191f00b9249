/** The commands of the installation, called on a machine of paper as the terminal would call them. */
import { dispatch } from "../../../src/runner/install/dispatch.ts";
import type { FlagValues, Verb } from "../../../src/runner/install/flags.ts";
import { type PaperMachine, programOf } from "./paper-machine.ts";

export const ROOT = "/home/ada/.local/share/adf-runner";
export const UNIT = "/home/ada/.config/systemd/user/adf-runner.service";
export const WORKER = { worker: "https://factory.example", token: "one-time-token" };

export async function call(machine: PaperMachine, verb: Verb, values: FlagValues = {}, build = "runner-1+a") {
  const out: string[] = [];
  const terminal = { out: (line: string) => void out.push(line), err: (line: string) => void out.push(line) };
  const code = await dispatch(verb, values, machine, async () => programOf(build), terminal);
  return { code, text: out.join("\n") };
}
export const install = (machine: PaperMachine, values: FlagValues = {}) =>
  call(machine, "install", { ...WORKER, apply: true, ...values });
export const snapshot = (machine: PaperMachine) => JSON.stringify([[...machine.files], [...machine.dirs]]);
export const changing = (machine: PaperMachine) =>
  machine.ran.filter((line) => /^systemctl/.test(line) && !/--version|show/.test(line));
