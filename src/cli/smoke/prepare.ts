/** Everything smoke needs before it files anything: the factory, one project, a token to file with, where the journal stands. */
import { forgeClient } from "../../forge/client.ts";
import { CliError } from "../cli-error.ts";
import type { Place } from "../doctor/facts.ts";
import { locate, type PlaceOptions } from "../doctor/place.ts";
import { EXIT } from "../exit-codes.ts";
import { connectHere } from "../forge-here.ts";
import type { Consent } from "./consent.ts";
import { isHooked } from "./marked-issue.ts";
import { readChecks, type Start } from "./observe.ts";

export interface SmokeOptions extends PlaceOptions {
  readonly project?: string;
  readonly pollOnly?: true;
  readonly approve?: true;
}

export interface Prepared extends Start {
  readonly place: Place;
  /** The options that name this factory to another command. */
  readonly options: string;
}

/** `ask`: how a person at the terminal is asked in the mode `approve`; null where nobody is there. */
export async function prepare(options: SmokeOptions, ask: Consent | null = null): Promise<Prepared> {
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
  const consent = options.approve === true ? async () => true : ask;
  if (project.mode === "approve" && consent === null) {
    throw new CliError(EXIT.usage, {
      what: `${project.name} is in the mode approve, and nobody is here to say yes; nothing was filed`,
      why: "what the factory writes on smoke's issue (the mention, the answer, the closing) waits for a person each time",
      next: `npm run -s adf -- smoke${place.options} --approve     says yes to what smoke's own issue needs, and to nothing else`,
    });
  }
  const client = forgeClient({ ...connectHere(forge_url ?? checks.forge_url, token), timeout_ms: 8_000 });
  // Where nothing may be written, not even a webhook was made; then its delivery is not waited for.
  const hooked = project.mode !== "observe" || (await isHooked(client, project.repo, address.url)) === true;
  return {
    cycle: {
      address,
      client,
      repo: project.repo,
      project: project.name,
      webhook: options.pollOnly !== true && hooked,
      mode: project.mode,
      consent: consent ?? (async () => false),
      pause_ms: place.kind === "deployed" ? 2_000 : 300,
    },
    skew_ms,
    heard_from_ms: checks.now_ms,
    journal_seq: project.journal_seq,
    place,
    options: place.options,
  };
}
