/** Gathers the facts from the edges, side by side and each within its time: nothing that hangs can hold up the rest. */
import { existsSync, readFileSync } from "node:fs";
import { configHash } from "../../core/config/hash.ts";
import { surveyForge } from "../../forge/survey.ts";
import { identifyBuilds } from "../deploy/identity.ts";
import { transportHere } from "../forge-here.ts";
import { askWorker, lookAtLogStore, surveyFromWorker } from "./ask-worker.ts";
import type { Facts, ProjectFacts, Surveyed, WorkerFacts } from "./facts.ts";
import { lookAround } from "./look-around.ts";
import { type Located, locate, type PlaceOptions } from "./place.ts";

/** For each call from here to the forge. */
const HERE_MS = 6_000;

export interface DoctorOptions extends PlaceOptions {
  /** The TOML that a deployed Worker should be running. */
  readonly config: string;
}

export async function gather(options: DoctorOptions): Promise<Facts> {
  const located = locate(options);
  const [machine, worker, builds] = await Promise.all([
    lookAround(options.url === undefined ? options.state : "."),
    located.address === null ? absent(located) : askWorker(located.address),
    options.url === undefined ? null : identifyBuilds(),
  ]);
  const url = located.forge_url ?? (worker.kind === "up" ? worker.checks.forge_url : null);
  const [projects, log_store] = await Promise.all([
    gatherProjects(located, worker, url),
    worker.kind === "up" && located.address !== null
      ? lookAtLogStore(located.address)
      : { unasked: "the Worker does not answer" },
  ]);
  return {
    place: located.place,
    machine,
    worker,
    projects,
    log_store,
    forge_here: projects[0]?.from_here ?? (await fromHere(located, url, located.repo ?? "", "main")),
    file: options.url === undefined ? null : readConfig(options.config),
    checkout: builds?.build ?? null,
  };
}

const absent = async ({ absent: found }: Located): Promise<WorkerFacts> => ({
  kind: "absent",
  what: found?.what ?? "no factory was found",
  next: found?.next ?? "npm start",
});

async function gatherProjects(
  located: Located,
  worker: WorkerFacts,
  url: string | null,
): Promise<ProjectFacts[]> {
  const { address } = located;
  if (worker.kind !== "up" || address === null) return [];
  const wanted = worker.checks.projects.filter((p) => located.repo === null || p.repo === located.repo);
  const found = await Promise.all(
    wanted.map(async (checks): Promise<ProjectFacts | null> => {
      const view = worker.state.projects.find((p) => p.name === checks.name);
      if (view === undefined) return null;
      const [from_worker, from_here] = await Promise.all([
        surveyFromWorker(address, checks.name),
        fromHere(located, url, checks.repo, checks.branch),
      ]);
      return { checks, view, from_worker, from_here };
    }),
  );
  return found.filter((p) => p !== null);
}

async function fromHere(
  located: Located,
  url: string | null,
  repo: string,
  branch: string,
): Promise<Surveyed> {
  if (url === null) return { unasked: "no forge is known; name it with --forge URL" };
  const { tokens } = located;
  const transport = transportHere(url);
  return surveyForge({ url, repo, branch, tokens, transport, timeout_ms: HERE_MS, now: () => Date.now() });
}

function readConfig(path: string): Facts["file"] {
  if (!existsSync(path)) return null;
  return { path, hash: configHash(readFileSync(path, "utf8")) };
}
