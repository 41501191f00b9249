/** Lines about the runners: there or not, which build, and with which agent CLIs. */
import { LAYERS, type Layer } from "../../contract/layer.ts";
import { MACHINE_FACTS } from "../../contract/machine.ts";
import type { RunnerView } from "../../contract/state.ts";
import { TITLES } from "../../core/policy/layers.ts";
import { isOldRunner } from "../../core/policy/runner-build.ts";
import { type Check, fix, ok, span, unknown } from "./check.ts";
import type { Place } from "./facts.ts";

/**
 * A runner without a socket is heard at each poll, and the note of it is up to ten seconds old. On one machine it always
 * has a socket, so that only a moment between two of them is to be borne.
 */
const silentAfter = (place: Place): number => (place.kind === "deployed" ? 90 : 8);

/** `expected`: the build of a runner that belongs to the Worker; null where no deploy named it. */
export function runnerLines(
  runners: readonly RunnerView[],
  place: Place,
  expected: string | null,
  projects: readonly string[],
): Check[] {
  const command = bring(place);
  if (runners.length === 0) return [fix("runner", "no runner is registered", command)];
  const live = runners.filter((r) => isThere(r, place));
  return [
    ...runners.map((r) => runnerLine(r, place, live.length > 0, expected)),
    ...live.flatMap(machineLines),
    ...live.flatMap(layerLines),
    ...live.flatMap(unprovenLines),
    ...clisLines(live, place),
    ...unservedLines(live, projects),
  ];
}

/** A project that every runner which is there is kept from by [[runners]]. */
function unservedLines(live: readonly RunnerView[], projects: readonly string[]): Check[] {
  if (live.length === 0) return [];
  const served = (name: string) => live.some((r) => r.serves === null || r.serves.includes(name));
  return projects
    .filter((name) => !served(name))
    .map((name) =>
      fix(
        `runner.projects/${name}`,
        `no runner that is there serves ${name}: its jobs would wait`,
        `add ${name} to the projects of a runner in [[runners]], then deploy`,
      ),
    );
}

const UPGRADE =
  "npm run -s adf -- runner build --out adf-runner.mjs; on its machine: node adf-runner.mjs upgrade --apply";

export const isThere = (r: RunnerView, place: Place): boolean =>
  r.connected || (r.last_seen_secs !== null && r.last_seen_secs <= silentAfter(place));

function runnerLine(r: RunnerView, place: Place, others: boolean, expected: string | null): Check {
  const id = `runner/${r.name}`;
  const seen =
    r.last_seen_secs === null ? "never asked for work" : `last asked ${span(r.last_seen_secs)} ago`;
  const build = r.build === "" ? "" : `, ${r.build}`;
  if (isThere(r, place) && isOldRunner(r.build, expected))
    return fix(id, `it runs ${r.build}, and ${expected} belongs to this Worker`, UPGRADE);
  const serves = r.serves?.length === 0 ? ", gets no jobs by [[runners]]" : "";
  if (isThere(r, place)) return ok(id, `${r.connected ? "connected" : "polls"}${build}, ${seen}${serves}`);
  if (others) return unknown(id, `not there, ${seen}; another runner is`);
  // One that speaks another contract is refused at the door and so never seen.
  return fix(id, `not there, ${seen}${build}`, bring(place));
}

/** What it found when it last looked at its machine; with one that is wrong it takes no jobs. */
function machineLines({ name, machine }: RunnerView): Check[] {
  if (machine === null) return [];
  return MACHINE_FACTS.map((part) => {
    const id = `runner.${part}/${name}`;
    const { fact, fix: command } = machine[part];
    return command === null ? ok(id, fact) : fix(id, `it takes no jobs: ${fact}`, command);
  });
}

/** Without the last two a job is still fenced; a project that must have them says so, and its jobs wait. */
const NEEDED: ReadonlySet<Layer> = new Set(["sandbox", "network", "shim"]);

/** Which layers stand around its agents; each that does not, with what mends it. */
function layerLines({ name, layers }: RunnerView): Check[] {
  const id = `runner.layers/${name}`;
  const has = LAYERS.filter((layer) => layers[layer] === null).map((layer) => TITLES[layer]);
  const lacks = LAYERS.flatMap((layer) => {
    const missing = layers[layer];
    return missing === null ? [] : [{ layer, missing }];
  });
  const fact = `its agents have ${has.join(", ") || "no layer of isolation"}`;
  const [first] = lacks.filter(({ layer }) => NEEDED.has(layer));
  if (first !== undefined) {
    const [why = "", how = "see docs/runner.md"] = first.missing.split(" Fix: ");
    return [fix(id, `${fact}, and no ${TITLES[first.layer]}: ${why}`, how)];
  }
  // What can be done without is named and not pressed: `adf status` says how to have it.
  const rest = lacks.map(({ layer, missing }) => `; no ${TITLES[layer]}: ${missing.split(/\.? Fix: /)[0]}`);
  return [ok(id, `${fact}${rest.join("")}`)];
}

/** CLIs that are on its machine and did not ask the guard when it tried them. */
function unprovenLines({ name, unproven }: RunnerView): Check[] {
  return unproven.map(({ id, why }) => {
    const [what = "", how = "see docs/guard.md"] = why.split(" Fix: ");
    return fix(`runner.canary/${name}/${id}`, `${id} takes no jobs, its guard did not answer: ${what}`, how);
  });
}

function clisLines(live: readonly RunnerView[], place: Place): Check[] {
  if (live.length === 0) return [];
  const clis = [...new Set(live.flatMap((r) => r.clis))];
  if (clis.length > 0) return [ok("runner.agents", `${clis.join(", ")} on the runners`)];
  const command =
    place.kind === "deployed" ? "install one beside the runner: npm install -g opencode-ai" : bring(place);
  return [fix("runner.agents", "no runner has an agent CLI: every job would wait", command)];
}

const bring = (place: Place): string =>
  place.kind === "deployed"
    ? `npm run -s adf -- runner run --worker ${place.url}; its last words say why it stopped`
    : "stop the factory with Ctrl-C, then: npm start";
