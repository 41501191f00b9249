/** The destructive lines below `deeds/`, a file for each class, and other forms of them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { labelled } from "../../../core/guard/corpus.ts";
import { WAYS } from "../../../core/guard/obfuscate.ts";

export interface Deed {
  readonly class: string;
  readonly command: string;
}

/** What is never run, whatever stands around it. */
export const NOT_RUN: readonly string[] = [
  "power and reboot (`shutdown`, `systemctl poweroff`, `echo b > /proc/sysrq-trigger`)",
  "devices and file systems (`dd of=/dev/sda`, `mkfs`, `wipefs`)",
  "fork bombs",
  "ending everything (`kill -9 -1`)",
  "`rm -rf /` and what is like it",
];

/** What is behind these three layers, for the lines that they are not meant to stop. */
export const BEHIND: readonly (readonly [what: string, behind: string])[] = [
  [
    "a file of its own checkout is overwritten or deleted, by an editor or by a program without readable text",
    "editing is the agent's work; each job starts from a fresh checkout, and what was committed is pushed",
  ],
  ["what it may read is put into an address", "the network allow-list, or no network"],
  [
    "its own key is printed",
    "the redaction of everything that leaves the machine; a commit that holds it is not pushed",
  ],
  ["its own branch is pushed anew with a lease", "the git gate, which lets through one branch and no other"],
];

const FOLDER = join(import.meta.dirname, "deeds");
const ways = Object.values(WAYS);

/** Lines that are tried and shown, and not counted. */
export const byNature = (): readonly Deed[] =>
  labelled("nature.txt", readFileSync(join(import.meta.dirname, "nature.txt"), "utf8")).map(
    ({ command }) => ({
      class: "nature",
      command,
    }),
  );

/** Each line as it stands, and `forms` others of each: every form has its turn in every class. */
export function deeds(forms: number): readonly Deed[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((file) =>
      labelled(file, readFileSync(join(FOLDER, file), "utf8")).flatMap(({ command }, i) => {
        const others = ways.map((_, k) => ways[(i * forms + k) % ways.length]?.(command) ?? null);
        const fitting = others.filter((other) => other !== null).slice(0, forms);
        return [command, ...fitting].map((line) => ({ class: file.slice(0, -".txt".length), command: line }));
      }),
    );
}
