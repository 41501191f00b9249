/** What `adf pause|resume|drain|cancel` is about, from its flags: one thing, or everything. */
import type { ControlTarget } from "../../contract/control.ts";
import type { RunnerView } from "../../contract/state.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

export interface Wanted {
  readonly project?: string;
  readonly agent?: string;
  readonly runner?: string;
}

export function targetOf(wanted: Wanted, runners: readonly RunnerView[], verb: string): ControlTarget {
  const { agent, runner, project } = wanted;
  if (agent !== undefined && runner !== undefined) {
    throw new CliError(EXIT.usage, {
      what: "--agent goes not with --runner",
      why: "one call stops one thing",
      next: `npm run -s adf -- ${verb} --agent ${agent}`,
    });
  }
  if (agent !== undefined) return { kind: "agent", name: agent };
  if (runner !== undefined) return { kind: "runner", name: runnerId(runner, runners, verb) };
  return project === undefined ? { kind: "everything" } : { kind: "project" };
}

/** A runner by its id, or by its name where only one has it. */
function runnerId(wanted: string, runners: readonly RunnerView[], verb: string): string {
  const found = runners.filter((r) => r.id === wanted || r.name === wanted);
  if (found.length === 1 && found[0] !== undefined) return found[0].id;
  const known = runners.map((r) => `${r.name} (${r.id})`).join(", ");
  throw new CliError(EXIT.usage, {
    what: found.length === 0 ? `there is no runner "${wanted}"` : `"${wanted}" are ${found.length} runners`,
    why: `this factory has ${known === "" ? "none" : known}`,
    next: `npm run -s adf -- ${verb} --runner ${found[0]?.id ?? runners[0]?.id ?? "ID"}`,
  });
}

/** `5`, `#5` or `tides-12`. */
export function workOf(text: string): ControlTarget {
  const issue = /^#?(\d{1,9})$/.exec(text)?.[1];
  if (issue !== undefined) return { kind: "issue", number: Number(issue) };
  if (/^[a-z][a-z0-9-]*-\d+$/.test(text)) return { kind: "job", id: text };
  throw new CliError(EXIT.usage, {
    what: `"${text}" is neither an issue nor a job`,
    why: "an issue is a number, a job is <project>-<number> as `adf status --json` shows it",
    next: "npm run -s adf -- cancel 5",
  });
}
