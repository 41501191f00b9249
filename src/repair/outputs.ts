/** The structured file that an agent leaves behind. Checked against the contract before it is written. */
import { writeFileSync } from "node:fs";
import type * as z from "zod";
import { AgentOutputs } from "../contract/outputs.ts";

export type Outputs = Omit<z.input<typeof AgentOutputs>, "version">;

export const SIGNATURE =
  "_Made by adf-repair: a search over small edits with the tests as its judge, not a language model._";

export function writeOutputs(path: string, outputs: Outputs): void {
  writeFileSync(path, `${JSON.stringify(AgentOutputs.parse({ version: 1, ...outputs }), null, 2)}\n`);
}

export const clip = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1)}…`;
