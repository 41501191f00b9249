/**
 * One scenario file to a scenario, with every complaint about it. What can be used is always returned: a complaint
 * of severity `error` says that the file must not be deployed as it is.
 */
import type { Complaint } from "./complaint.ts";
import { type Directive, readDirectives } from "./directive.ts";
import { pinnedModel } from "./model-id.ts";
import { NOTHING_REQUIRED, require } from "./requirement.ts";
import type { Example, Placed, Route, Scenario, ScenarioType } from "./scenario.ts";
import { readSynonyms } from "./synonyms.ts";

export const DEFAULT_PRIORITY = 50;
const TYPES: readonly ScenarioType[] = ["kg_entry", "document", "config_document"];

type Draft = { -readonly [K in keyof Route]: Route[K] } & { column: number; source: string };

export interface ParsedScenario {
  readonly scenario: Scenario;
  readonly complaints: readonly Complaint[];
}

export function parseScenario(file: string, text: string): ParsedScenario {
  const { heading, directives, slips } = readDirectives(text);
  const complaints: Complaint[] = [];
  const say = (
    severity: Complaint["severity"],
    at: Omit<Placed, "text"> & { source: string },
    message: string,
  ) => complaints.push({ severity, file, line: at.line, column: at.column, message, source: at.source });

  let type: ScenarioType | null = null;
  let priority: Directive | null = null;
  let trigger: string | null = null;
  let pinned = false;
  const synonyms: Placed[] = [];
  const routes: Draft[] = [];
  let requires = NOTHING_REQUIRED;
  const examples: Example[] = [];

  for (const slip of slips) {
    say(
      "warning",
      slip,
      `"${slip.written}::" is no directive and is read as prose; did you mean "${slip.meant}::"?`,
    );
  }
  for (const directive of directives) {
    const { key, value } = directive;
    const route = routes.at(-1);
    if (key === "type") {
      const known = TYPES.find((one) => one === value.toLowerCase());
      if (known === undefined)
        say("error", directive, `"${value}" is no type; use one of ${TYPES.join(", ")}`);
      else type = known;
    } else if (key === "priority") {
      if (priority !== null)
        say(
          "warning",
          directive,
          `priority was already given on line ${priority.line}; the first one counts`,
        );
      else if (!/^\d{1,3}$/.test(value) || Number(value) > 100)
        say("error", directive, `"${value}" is no priority; write a whole number from 0 to 100`);
      else priority = directive;
    } else if (key === "synonyms") {
      synonyms.push(...readSynonyms(directive, (severity, at, message) => say(severity, at, message)));
    } else if (key === "route") {
      const [provider = "", model = "", ...more] = value.split(",").map((part) => part.trim());
      if (provider === "" || model === "" || more.length > 0) {
        say("error", directive, "a route is written `route:: provider, model`");
        continue;
      }
      const stamped = pinnedModel(model);
      const at = { ...directive, column: directive.column + directive.value.indexOf(model) };
      if (stamped !== null) {
        say(
          "error",
          at,
          `"${model}" pins one build (${stamped.stamp}), which its vendor will retire; use the alias "${stamped.alias}"`,
        );
      }
      const { line, column, source } = directive;
      routes.push({
        provider: provider.toLowerCase(),
        model,
        cli: "",
        action: "",
        is_free: false,
        line,
        column,
        source,
      });
    } else if (key === "action") {
      if (route === undefined)
        say("error", directive, "this action belongs to no route; put it below its `route::` line");
      else if (value === "")
        say("error", directive, "an action is a command line: the agent CLI and its arguments");
      else if (route.action !== "")
        say(
          "warning",
          directive,
          `the route on line ${route.line} already has an action; the first one counts`,
        );
      else {
        route.action = value;
        route.cli = (value.split(/\s+/)[0] ?? "").replace(/^.*[\\/]/, "");
      }
    } else if (key === "is_free") {
      if (route === undefined)
        say("warning", directive, "this line belongs to no route; put it below its `route::` line");
      else route.is_free = isYes(value);
    } else if (key === "trigger") {
      if (trigger !== null) say("warning", directive, "trigger was already given; the first one counts");
      else trigger = value;
    } else if (key === "pinned") {
      pinned = value === "" || isYes(value);
    } else if (key === "requires") {
      for (const part of value.split(",").map((one) => one.trim())) {
        const more = require(requires, part);
        if (more.ok) requires = more.value;
        else say("error", { ...directive, column: directive.column + value.indexOf(part) }, more.error);
      }
    } else {
      const arrow = /^(.+?)\s*=>\s*([\w-]+)$/.exec(value);
      if (arrow === null) say("error", directive, "an example is written `example:: text => tier`");
      else examples.push({ text: arrow[1] ?? "", tier: tierName(arrow[2] ?? ""), line: directive.line });
    }
  }
  for (const route of routes) {
    if (route.action === "")
      say("error", route, "a route without an action cannot be run; add `action:: <agent CLI> …` below it");
  }
  const at = priority ?? { line: 1, column: 1, source: text.split(/\r\n|\n|\r/, 1)[0] ?? "" };
  if (priority === null && routes.length > 0) say("warning", at, `no priority; ${DEFAULT_PRIORITY} is taken`);
  const scenario: Scenario = {
    tier: tierOf(file),
    file,
    heading,
    type: type ?? (routes.length > 0 ? "config_document" : "kg_entry"),
    priority: priority === null ? DEFAULT_PRIORITY : Number(priority.value),
    priority_at: { text: at.source, line: at.line, column: at.column },
    synonyms,
    routes: routes
      .filter((route) => route.action !== "")
      .map(({ column: _c, source: _s, ...route }) => route),
    trigger,
    pinned,
    requires,
    examples,
  };
  return { scenario, complaints };
}

const isYes = (value: string): boolean => /^(?:true|yes|1)$/i.test(value);

/** `…/planning_tier.md` → `planning_tier`. */
export const tierOf = (file: string): string => file.replace(/^.*[\\/]/, "").replace(/\.md$/i, "");

/** A tier may be called by its short name: `planning` is `planning_tier`. */
export const tierName = (name: string): string => (name.endsWith("_tier") ? name : `${name}_tier`);
