/** Everything smoke needs before it files anything: the factory, one project, a token to file with, where the journal stands. */
import { forgeClient } from "../../forge/client.ts";
import { CliError } from "../cli-error.ts";
import type { Place } from "../doctor/facts.ts";
import { locate, type PlaceOptions } from "../doctor/place.ts";
import { EXIT } from "../exit-codes.ts";
import { connectHere } from "../forge-here.ts";
import { readChecks, type Start } from "./observe.ts";

export interface SmokeOptions extends PlaceOptions {
  readonly project?: string;
  readonly pollOnly?: true;
}

export interface Prepared extends Start {
  readonly place: Place;
  /** The options that name this factory to another command. */
  readonly options: string;
}

export async function prepare(options: SmokeOptions): Promise<Prepared> {
  const { address, absent, place, tokens, forge_url } = locate(options);
  if (address === null) {
    throw new CliError(EXIT.usage, {
      what: absent?.what ?? "no factory was found",
      why: "smoke follows one cycle of a factory that is running",
      next: absent?.next ?? "npm start",
    });
  }
  const checks = await readChecks(address);
  const skew_ms = Date.now() - checks.now_ms;
  const named = checks.projects.filter((p) => options.project === undefined || p.name === options.project);
  const [project] = named;
  if (project === undefined || named.length > 1) {
    const names = checks.projects.map((p) => p.name);
    throw new CliError(EXIT.usage, {
      what:
        project === undefined
          ? `there is no project ${options.project}`
          : "this factory has several projects",
      why: `its projects are ${names.join(", ")}`,
      next: `npm run -s adf -- smoke${place.options} --project ${names[0]}`,
    });
  }
  const token = tokens.owner ?? tokens.admin ?? tokens.coordinator;
  if (token === undefined) {
    throw new CliError(EXIT.usage, {
      what: "there is no token to file an issue with",
      why: "smoke files its issue as a person would, so it needs the token of somebody whom the factory trusts",
      next: `write {"owner": "…"} into tokens.json, then: npm run -s adf -- smoke${place.options} --tokens tokens.json`,
    });
  }
  return {
    cycle: {
      address,
      client: forgeClient({ ...connectHere(forge_url ?? checks.forge_url, token), timeout_ms: 8_000 }),
      repo: project.repo,
      project: project.name,
      webhook: options.pollOnly !== true,
      pause_ms: place.kind === "deployed" ? 2_000 : 300,
    },
    skew_ms,
    heard_from_ms: checks.now_ms,
    journal_seq: project.journal_seq,
    place,
    options: place.options,
  };
}
