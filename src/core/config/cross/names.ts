/** The parts of a tree that name one another, read so that a mistake in one does not hide those in the others. */
import { type Table, tablesIn, textIn } from "../tree.ts";

export interface Named {
  readonly index: number;
  readonly table: Table;
  /** Undefined where it is missing or no text; the schema has said so then. */
  readonly name: string | undefined;
  readonly enabled: boolean;
}

export interface Agent extends Named {
  readonly role: string | undefined;
  /** The only project, where it names none. */
  readonly project: string | undefined;
}

export interface Names {
  readonly projects: readonly Named[];
  readonly agents: readonly Agent[];
}

export function namesIn(tree: unknown): Names {
  const projects = namedIn(tree, "projects");
  const only = projects.length === 1 ? projects[0]?.name : undefined;
  const agents = namedIn(tree, "agents").map((one) => ({
    ...one,
    role: textIn(one.table, "role"),
    project: textIn(one.table, "project") ?? only,
  }));
  return { projects, agents };
}

export function namedIn(tree: unknown, list: string, key = "name"): Named[] {
  return tablesIn(tree, list).flatMap((table, index) =>
    table === null ? [] : [{ index, table, name: textIn(table, key), enabled: table.enabled !== false }],
  );
}

/** Whether some agent's project cannot be told: what is said of a project's agents would then only follow from that. */
export const unplaced = ({ projects, agents }: Names): boolean =>
  agents.some((one) => !projects.some((project) => project.name === one.project));

export const listed = (names: readonly (string | undefined)[]): string =>
  [...new Set(names)].filter((one) => one !== undefined).join(", ");
