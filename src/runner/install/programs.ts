/** Where the programs are that the runner starts, and which of their directories the unit must let it see. */
import { dirname, isAbsolute, join } from "node:path";
import { programOf } from "../agents/registry.ts";
import type { RunnerSettings } from "../config/options.ts";
import type { Machine } from "./machine.ts";

const STANDARD = ["/usr/local/bin", "/usr/bin", "/bin"];

export interface Programs {
  readonly path: string[];
  readonly visibleHomes: string[];
  /** Configured agent CLIs that are not on this machine. */
  readonly absent: string[];
}

/** `read`: folders that the runner itself reads. */
export function findPrograms(
  machine: Machine,
  agents: RunnerSettings["agents"],
  read: readonly string[],
): Programs {
  const lookIn = (machine.env.PATH ?? "").split(":").filter(isAbsolute);
  const find = (program: string) =>
    isAbsolute(program)
      ? (machine.exists(program) && program) || null
      : (lookIn.map((dir) => join(dir, program)).find(machine.exists) ?? null);
  const found = Object.entries(agents).map(([id, command]) => ({
    id,
    program: programOf(command),
    at: find(programOf(command)),
  }));
  const named = found.filter(({ program, at }) => at !== null && !isAbsolute(program));
  const git = find("git");
  const path = unique([
    dirname(machine.node.path),
    ...named.map(({ at }) => dirname(at ?? "")),
    ...(git === null ? [] : [dirname(git)]),
    ...STANDARD,
  ]);
  const seen = found.flatMap(({ at }) =>
    at === null ? [] : [dirname(at), dirname(machine.realPath(at) ?? at)],
  );
  const node = machine.realPath(machine.node.path) ?? machine.node.path;
  const visibleHomes = outermost(
    [...read, nodeHome(machine.node.path), nodeHome(node), ...seen].filter(belowHome),
  );
  return { path, visibleHomes, absent: found.filter(({ at }) => at === null).map(({ id }) => id) };
}

/** A Node kept below a home brings libraries beside its `bin`. */
function nodeHome(program: string): string {
  const bin = dirname(program);
  return bin.endsWith("/bin") && bin.split("/").length > 5 ? dirname(bin) : bin;
}

const belowHome = (dir: string) => /^\/(?:home|root|run\/user)\//.test(`${dir}/`);

const unique = (all: readonly string[]): string[] => [...new Set(all)];

/** Binding a directory below one that is bound already would hide the first. */
const outermost = (all: readonly string[]): string[] =>
  unique(all).filter((dir) => !all.some((other) => other !== dir && `${dir}/`.startsWith(`${other}/`)));
