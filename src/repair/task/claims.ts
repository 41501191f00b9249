/** The commands that somebody claims to have run, out of the JSON block of a verification prompt. */
import * as z from "zod";
import { CommandRun } from "../../contract/outputs.ts";

const Claim = z.object({ argv: CommandRun.shape.argv, exit_code: z.int().default(0) });
const Block = z.union([
  z.array(Claim).min(1),
  z.object({ commands: z.array(Claim).min(1) }).transform((block) => block.commands),
  z
    .object({ verified: z.object({ commands: z.array(Claim).min(1) }) })
    .transform((block) => block.verified.commands),
]);
export type Claim = z.infer<typeof Claim>;

/** The first fenced block that holds such commands; none when there is no such block. */
export function claimedCommands(prompt: string): Claim[] {
  for (const match of prompt.matchAll(/^[ \t]*(`{3,}|~{3,})[ \t]*json[^\n]*\n([\s\S]*?)^[ \t]*\1/gim)) {
    try {
      const parsed = Block.safeParse(JSON.parse(match[2] ?? ""));
      if (parsed.success) return parsed.data;
    } catch {
      // Not this block.
    }
  }
  return [];
}
