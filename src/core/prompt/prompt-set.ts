/** The prompt templates as one thing that prompts are made with, or every flaw with its place in its file. */
import { nearest } from "../config/nearest.ts";
import { lineAt } from "../config/place.ts";
import { err, ok, type Result } from "../result.ts";
import { fingerprint } from "../routing/fingerprint.ts";
import { type Flaw, parseTemplate, type Template } from "./template.ts";
import { PROMPT_NAMES, type PromptName, VOCABULARIES } from "./vocabulary.ts";

/** As the Worker bundles it or the command line reads it: `<name>.md`. */
export interface PromptFile {
  readonly path: string;
  readonly text: string;
}

export interface PromptSet {
  /** Changes when, and only when, a template does. */
  readonly version: string;
  readonly templates: Readonly<Record<PromptName, Template>>;
}

export interface PromptComplaint {
  readonly file: string;
  /** Both count from 1; the column counts UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** Empty where it is about the whole file. */
  readonly source: string;
  readonly message: string;
  readonly expected: string;
  readonly nearest: string;
}

export function loadPrompts(files: readonly PromptFile[]): Result<PromptSet, readonly PromptComplaint[]> {
  const complaints: PromptComplaint[] = [];
  const templates = new Map<PromptName, Template>();
  for (const file of files) {
    const stem = (file.path.split(/[\\/]/).at(-1) ?? "").replace(/\.md$/, "");
    const name = PROMPT_NAMES.find((one) => one === stem);
    if (name === undefined) {
      complaints.push({
        ...whole(file.path, "no prompt has this name, so nothing would read it"),
        expected: `one of ${PROMPT_NAMES.map((one) => `${one}.md`).join(", ")}`,
        nearest: nearest(stem, PROMPT_NAMES) ?? "",
      });
      continue;
    }
    const { template, flaws } = parseTemplate(file.text, VOCABULARIES[name]);
    complaints.push(...flaws.map((flaw) => placed(file, flaw)));
    templates.set(name, template);
  }
  for (const name of PROMPT_NAMES) {
    if (!templates.has(name))
      complaints.push(whole(`${name}.md`, `the prompt template ${name} is not there`));
  }
  if (complaints.length > 0) return err(complaints);
  return ok({
    version: fingerprint(files.map((file) => file.text)),
    templates: Object.fromEntries(templates) as Record<PromptName, Template>,
  });
}

const whole = (file: string, message: string): PromptComplaint => ({
  file,
  line: 1,
  column: 1,
  length: 1,
  source: "",
  message,
  expected: "",
  nearest: "",
});

function placed(
  file: PromptFile,
  { offset, length, message, expected, nearest: near }: Flaw,
): PromptComplaint {
  if (length === 0) return { ...whole(file.path, message), expected, nearest: near };
  return { file: file.path, ...lineAt(file.text, offset), length, message, expected, nearest: near };
}
