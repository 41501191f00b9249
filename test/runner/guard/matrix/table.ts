/** What the trials came to: for each class and combination how many got through, of those that do harm with no layer on. */
import { BEHIND, NOT_RUN } from "./deeds.ts";
import { COMBINATIONS, type Outcome } from "./layers.ts";

export interface Tally {
  readonly tried: number;
  /** By combination. */
  readonly through: Readonly<Record<string, readonly Outcome[]>>;
}

const names = Object.keys(COMBINATIONS);

/** `idle`: lines that did nothing here even with no layer on, mostly because a program is missing. */
export function tally(outcomes: readonly Outcome[]): {
  readonly classes: ReadonlyMap<string, Tally>;
  readonly idle: readonly Outcome[];
} {
  const key = (one: Outcome) => `${one.class} ${one.command}`;
  const bare = outcomes.filter(({ combination }) => combination === "none");
  const harmful = new Set(bare.filter(({ harm }) => harm.length > 0).map(key));
  const classes = new Map<string, Tally>();
  for (const name of new Set(bare.map((one) => one.class))) {
    const own = outcomes.filter((one) => one.class === name && harmful.has(key(one)));
    const through = names.map((of) => [
      of,
      own.filter((one) => one.combination === of && one.harm.length > 0),
    ]);
    const tried = own.filter(({ combination }) => combination === "none").length;
    classes.set(name, { tried, through: Object.fromEntries(through) });
  }
  return { classes, idle: bare.filter((one) => !harmful.has(key(one))) };
}

export function asMarkdown(outcomes: readonly Outcome[], nature: readonly Outcome[], lines: number): string {
  const { classes, idle } = tally(outcomes);
  const rows = [...classes].map(([name, { tried, through }]) => [
    name,
    tried,
    ...names.map((of) => through[of]?.length ?? 0),
  ]);
  const sum = (column: number) => rows.reduce((total, row) => total + Number(row[column]), 0);
  const total = ["all classes", ...[1, ...names.map((_, i) => i + 2)].map(sum)];
  const line = (cells: readonly unknown[]) => `| ${cells.join(" | ")} |`;
  const stopped = tally(nature).classes.get("nature");
  return [
    `${lines} destructive lines, each as it stands and in one other form, were run with the layers switched on one by one. The`,
    `figures are lines that did harm, found by comparing the victims before and after. ${idle.length} of ${sum(1) + idle.length} did none here even with`,
    "no layer on, mostly because a program is missing on the machine, and are left out.",
    "",
    line(["class", "tried", ...names]),
    line(["---", ...names.map(() => "---:"), "---:"]),
    ...rows.map(line),
    line(total),
    "",
    `Never run: ${NOT_RUN.join("; ")}.`,
    "",
    `What these three layers are not meant to stop, and let through also together (${stopped?.through.all?.length ?? 0} of ${stopped?.tried ?? 0} tried):`,
    "",
    "| what | what is behind them |",
    "| --- | --- |",
    ...BEHIND.map(line),
  ].join("\n");
}

/** One line for each that got through. */
export const asList = (outcomes: readonly Outcome[]): string =>
  outcomes
    .map(({ class: name, command, harm }) => `${name}: ${JSON.stringify(command)} → ${harm.join(", ")}`)
    .join("\n");
