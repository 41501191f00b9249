/** Takes a project and its agents out of the orchestrator's file; everything else stays as it is, to the byte. */

import type { OrchestratorConfig } from "../../contract/config.ts";
import { locate, type Path, type Places, pathKey } from "../config/locate.ts";

export function removeProject(text: string, config: OrchestratorConfig, project: string): string {
  const only = config.projects.length === 1;
  const blocks: Path[] = [
    ...config.projects.flatMap((one, i): Path[] => (one.name === project ? [["projects", i]] : [])),
    ...config.agents.flatMap((one, i): Path[] =>
      one.project === project || (only && one.project === undefined) ? [["agents", i]] : [],
    ),
  ];
  const places = locate(text);
  const cuts = blocks.flatMap((path) => cutOf(text, places, path) ?? []).sort((a, b) => b.from - a.from);
  return cuts.reduce((rest, { from, to }) => rest.slice(0, from) + rest.slice(to), text);
}

/** From the line of the header to the end of the last line with a key, and one empty line above. */
function cutOf(text: string, places: Places, path: Path): { from: number; to: number } | null {
  const header = places.get(pathKey(path));
  if (header === undefined) return null;
  const prefix = pathKey(path).slice(0, -1);
  let last = header.key.offset + header.key.length;
  for (const [key, { value }] of places) {
    if (key.startsWith(`${prefix},`) && value !== null) last = Math.max(last, value.offset + value.length);
  }
  const end = text.indexOf("\n", last);
  const from = text.lastIndexOf("\n", header.key.offset) + 1;
  const gap = /\n(\r?\n)$/.exec(text.slice(0, from))?.[1]?.length ?? 0;
  return { from: from - gap, to: end < 0 ? text.length : end + 1 };
}
