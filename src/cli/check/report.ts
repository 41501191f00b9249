/** What `adf check` prints for a person: errors, warnings and notes apart, and then what will happen when. */
import { formatComplaint } from "../../core/config/format.ts";
import { colors } from "../output.ts";
import { count, type Examined, type Said } from "./examine.ts";
import { clock, type Firings, localZone } from "./firings.ts";

const PAINT = { error: colors.red, warning: colors.yellow, note: colors.cyan } as const;

export function report(
  file: string,
  { config, scenarios, said }: Examined,
  firings: readonly Firings[],
): string {
  const groups = (["error", "warning", "note"] as const).map((severity) =>
    said
      .filter((one) => one.severity === severity)
      .map(paint)
      .join("\n\n"),
  );
  const end = config === null || count(said, "error") > 0 ? refused(file, said) : accepted(file, said);
  const tiers =
    scenarios === null
      ? []
      : [
          `  scenarios ${scenarios.version}: ${scenarios.scenarios.map((one) => `${one.tier} ${one.priority}`).join(", ")}`,
        ];
  const rest = config === null ? [] : [...tiers, ...firings.flatMap(times)];
  return [...groups, [end, ...rest].join("\n")].filter((part) => part !== "").join("\n\n");
}

function paint(one: Said): string {
  const [head = "", ...rest] = formatComplaint(one.file, one).split("\n");
  const marked = head.replace(`: ${one.severity}: `, `: ${PAINT[one.severity](one.severity)}: `);
  return [marked, ...rest].join("\n");
}

function refused(file: string, said: readonly Said[]): string {
  const first = colors.red(colors.bold(`${file}: ${totals(said)}`));
  return `${first}\n  nothing may be deployed like this; correct the ${count(said, "error") === 1 ? "place" : "places"} above and run the check again`;
}

function accepted(file: string, said: readonly Said[]): string {
  const all = totals(said);
  return `${colors.green(colors.bold(`${file} is in order`))}${all === "" ? "" : ` (${all})`}`;
}

function totals(said: readonly Said[]): string {
  return (["error", "warning", "note"] as const)
    .flatMap((severity) => {
      const n = count(said, severity);
      return n === 0 ? [] : [`${n} ${severity}${n === 1 ? "" : "s"}`];
    })
    .join(", ");
}

/** The project's own clock is shown where it is not the person's. */
function times({ project, schedule, timezone, next }: Firings): string[] {
  const here = localZone();
  return [
    `  project ${project}: "${schedule}" in ${timezone}; next, in ${here === timezone ? "this zone" : `${here} (here) and ${timezone}`}:`,
    ...next.map((at) => `    ${clock(at)}${here === timezone ? "" : `   ${clock(at, timezone)}`}`),
  ];
}
