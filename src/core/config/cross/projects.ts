/** Projects: unique names, one project for a repository, schedules that can run; runners and providers by name. */
import { validateSchedule } from "../../scheduling/schedule.ts";
import { type Finding, literal } from "../complaint.ts";
import { nearest } from "../nearest.ts";
import { isTable, quote, read, textIn } from "../tree.ts";
import { listed, type Named, type Names, namedIn } from "./names.ts";

export function projectFindings(tree: unknown, { projects }: Names): Finding[] {
  const review = read(tree, ["compound_review"]);
  const note = read(tree, ["daily_note"]);
  return [
    ...twice("projects", "name", projects),
    ...twice("providers", "id", namedIn(tree, "providers", "id")),
    ...twice("runners", "name", namedIn(tree, "runners")),
    ...twice("notifiers", "name", namedIn(tree, "notifiers")),
    ...twice("models", "model", namedIn(tree, "models", "model")),
    ...twice("prices", "model", namedIn(tree, "prices", "model")),
    ...repositories(projects),
    ...projects.flatMap(({ table, index }) => schedule(["projects", index], table)),
    ...(isTable(review) ? schedule(["compound_review"], review) : []),
    ...(isTable(note) ? schedule(["daily_note"], note) : []),
    ...namedIn(tree, "runners").flatMap((runner) => runnerProjects(runner, projects)),
  ];
}

function twice(list: string, key: string, all: readonly Named[]): Finding[] {
  const seen = new Set<string>();
  return all.flatMap(({ name, index }): Finding[] => {
    if (name === undefined) return [];
    const known = seen.has(name);
    seen.add(name);
    const message = `there is a [[${list}]] ${quote(name)} already`;
    const expected = `${key === "id" ? "an" : "a"} ${key} of its own`;
    return known ? [{ code: "duplicate", path: [list, index, key], message, expected }] : [];
  });
}

function repositories(projects: readonly Named[]): Finding[] {
  const owner = new Map<string, string>();
  return projects.flatMap(({ table, index, name }): Finding[] => {
    const repo = textIn(table, "repo");
    if (repo === undefined) return [];
    const path = ["projects", index, "repo"];
    if (repo.endsWith(".git")) {
      const found = { code: "value", path, message: `"repo" is ${quote(repo)}` } as const;
      return [{ ...found, expected: "owner/name, without .git", nearest: literal(repo.slice(0, -4)) }];
    }
    const first = owner.get(repo.toLowerCase());
    if (first === undefined) owner.set(repo.toLowerCase(), name ?? `number ${index + 1}`);
    if (first === undefined) return [];
    const message = `${quote(repo)} belongs to the project "${first}" already; two coordinators would take the same issues`;
    const expected = "one project for each repository, with all its agents";
    return [{ code: "duplicate", path, message, expected }];
  });
}

function schedule(path: readonly (string | number)[], table: Readonly<Record<string, unknown>>): Finding[] {
  const zone = textIn(table, "timezone") ?? "UTC";
  const checked = validateSchedule(textIn(table, "schedule") ?? "0 1-9 * * *", zone);
  if (checked.ok) return [];
  const { field, message } = checked.error;
  const found = { code: "schedule", path: [...path, field] } as const;
  if (field === "schedule")
    // The cron parser shows a number that is missing as NaN.
    return [
      {
        ...found,
        message: message.replace(" (NaN)", ""),
        expected: "five fields: minute, hour, day, month, weekday",
      },
    ];
  return [
    {
      ...found,
      message: `"timezone" is ${quote(zone)}, and there is no such zone`,
      expected: 'a name of the time zone database, as in "Europe/Vienna" or "UTC"',
      nearest: literal(nearest(zone, Intl.supportedValuesOf("timeZone"))),
    },
  ];
}

function runnerProjects({ table, index }: Named, projects: readonly Named[]): Finding[] {
  if (!Array.isArray(table.projects)) return [];
  const known = projects.flatMap((one) => one.name ?? []);
  return table.projects.flatMap((name, i): Finding[] =>
    typeof name === "string" && !known.includes(name)
      ? [noProject(["runners", index, "projects", i], name, known)]
      : [],
  );
}

export const noProject = (path: Finding["path"], name: string, known: readonly string[]): Finding => ({
  code: "reference",
  path,
  message: `there is no project ${quote(name)}`,
  expected: `one of: ${listed(known)}`,
  nearest: literal(nearest(name, known)),
});
