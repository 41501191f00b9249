/** What `adf incident` prints: how it was, what was done again just now, what came back, and why that is the end of it. */
import { colors } from "../output.ts";
import type { Incident, Step } from "./incident.ts";

export interface Told {
  readonly incident: Incident;
  readonly steps: readonly Step[];
  readonly seconds: number;
}

export const wasCaught = ({ steps }: Told): boolean => steps.length > 0 && steps.every((step) => step.caught);

export function* heading({ number, symptom, cause }: Incident): Generator<string> {
  yield colors.bold(`${number}. ${symptom}`);
  yield* labelled("because", cause);
}

export function* describe(told: Told): Generator<string> {
  for (const step of told.steps) {
    yield "";
    yield* labelled("now type", colors.cyan(step.did));
    yield* labelled("you see", step.saw);
    if (!step.caught) yield* labelled(colors.red("MISSING"), step.wanted);
  }
  yield "";
  yield* labelled("so", told.incident.why);
  const seconds = `${told.seconds.toFixed(1)} s`;
  yield wasCaught(told)
    ? `${colors.green("caught")}     ${colors.dim(seconds)}`
    : `${colors.red("NOT CAUGHT")}  ${seconds}`;
}

const INDENT = 10;
const WIDTH = 108;

/** A word, and beside it a text: its own lines kept, and broken where they are too long to be read. */
function* labelled(word: string, text: string): Generator<string> {
  const plain = word.length > INDENT ? INDENT : word.length;
  let label = `${word}${" ".repeat(INDENT - plain)} `;
  for (const line of text.split("\n").flatMap(broken)) {
    yield `${label}${line}`.trimEnd();
    label = " ".repeat(INDENT + 1);
  }
}

function broken(line: string): string[] {
  // A line of a complaint shows a place by its column: it is left as it is.
  if (line.length <= WIDTH || /^\s/.test(line)) return [line];
  const lines = [""];
  for (const word of line.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}

export const documentOf = (all: readonly Told[]): unknown => ({
  incidents: all.map((told) => ({
    number: told.incident.number,
    symptom: told.incident.symptom,
    cause: told.incident.cause,
    why: told.incident.why,
    steps: told.steps,
    caught: wasCaught(told),
    seconds: Math.round(told.seconds * 10) / 10,
  })),
});
