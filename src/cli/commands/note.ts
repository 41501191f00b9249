/** `adf note`: what was closed, what it cost, and what waits for you, since the last daily note. */
import type { Command } from "commander";
import { NoteView } from "../../contract/note.ts";
import { type AddressOptions, addressOptions, ask, projectsOf, readAddress } from "../factory-address.ts";
import { colors, print, printJson } from "../output.ts";

const HELP = `
The note of [daily_note] as it would be written now; nothing is written, and the next note begins where the last one ended.

Examples:
  $ adf note
  $ adf note --project tides --json | jq .notes[0].minutes

JSON: {"notes":[{"project","since_ms","until_ms","news","closed":[{"issue","title","pull_request","attempts","usd"}],"usd",
       "minutes","waiting","falling":[agent],"issue","text"}]}
Exit status: 0 shown, 2 wrong options, 3 the factory does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly project?: string;
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(
    program
      .command("note")
      .description("what was closed, what it cost, and what waits for you, since the last note"),
  )
    .option("--project <name>", "only this project")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const address = readAddress(options);
  const notes: NoteView[] = [];
  for (const project of await projectsOf(address, options.project, "note"))
    notes.push(NoteView.parse(await ask(address, `/projects/${encodeURIComponent(project)}/note`)));
  if (options.json) return printJson({ notes });
  for (const { project, text } of notes) {
    if (notes.length > 1) print(colors.bold(project));
    print(text.replaceAll("**", ""));
    if (notes.length > 1) print("");
  }
}
