/** The bad days of `npm start`: which starts meet them, and what the final table tells of each. */

import { join } from "node:path";
import { shellWord } from "../../core/text/shell-word.ts";
import { type Day, isOver, TITLES } from "../../local/bad-days/day.ts";
import { BadDays, BUDGET, cliOf, FAIR, LIMITS, PLANNED, THINKER } from "../../local/bad-days/director.ts";
import { USUAL } from "../../local/factory/configuration.ts";
import type { Factory, FactoryOptions } from "../../local/factory/factory.ts";
import type { Home } from "../../local/factory/home.ts";
import { REPAIR_CLI } from "../../local/factory/runner-child.ts";
import { TIDES } from "../../local/factory/sample.ts";
import { timeOfDay } from "../clock.ts";
import { colors, print } from "../output.ts";

/** Only a sample that begins meets them: a later start goes on with what is left, and a planted defect is trouble enough. */
export const daysFor = (asked: { fairWeather?: true; break?: true }, { settings }: Home): BadDays | null =>
  asked.fairWeather === true || asked.break === true || settings.seeded ? null : new BadDays();

/** What the sample factory runs with, whatever the weather: who was given work in one start is there in the next. */
export const sampleParts = (badly: boolean): Partial<FactoryOptions> => ({
  samples: [{ sample: TIDES, agents: [...USUAL, THINKER], review_gate: ["reviewer", "ci"] }],
  ci: true,
  agents: { "adf-repair": REPAIR_CLI, [THINKER.cli]: cliOf(badly ? PLANNED : FAIR) },
  limits: LIMITS,
  budget: BUDGET,
  capacity: 3,
});

/** Where a factory that has begun meets them; nothing where it meets none. */
export function beginDays(
  days: BadDays | null,
  { forge, repo, project }: Factory,
  home: Home,
  say: (line: string) => void,
): void {
  if (days === null || forge === null) return;
  const records = join(home.dir, "logs", project);
  const token = home.settings.tokens.owner ?? "";
  days.begin({ forge, repo, token, records, tell: (text) => say(badWeather(text)) });
}

/** True when each that began is over; what never began is waited for by nobody. */
export const allOver = (days: readonly Day[]): boolean =>
  days.every((day) => day.happened === null || isOver(day));

/** A line among those of the work. */
const badWeather = (text: string): string =>
  `${colors.dim(timeOfDay(Date.now()))}  ${"".padEnd(4)} ${colors.red("bad day")}    ${text}`;

const WIDTH = Math.max(...Object.values(TITLES).map((title) => title.length)) + 4;

/** `records`: the folder with the project's records, which is there when the factory is not any more. */
export function printDays(days: readonly Day[], records: string): void {
  if (days.length === 0) return;
  print("");
  print("Bad days, and how each ended:");
  for (const { name, happened, ended } of days) {
    print(`  ${TITLES[name].padEnd(WIDTH - 2)}${happened ?? "did not happen"}`);
    if (happened !== null) print(`${"".padEnd(WIDTH)}${ended === null ? colors.red("not over") : ended}`);
  }
  print(colors.dim(`\nThe whole story of one: npm run -s adf -- explain 8 --files ${shellWord(records)}`));
}
