/**
 * A tree in the predecessor's words as one in ours. The tree that is given stays as it is; `origins` leads from a new path
 * to the one that was written, so that complaints point into the person's own file.
 */
import { type Path, pathKey } from "../locate.ts";
import { isTable, type Table, textIn } from "../tree.ts";
import { DROPPED, RENAMED } from "./words.ts";

export interface Change {
  /** `moved` and `lost` concern keys that belong to another table here; `to` then names it, or says why not. */
  readonly kind: "renamed" | "both" | "dropped" | "moved" | "lost";
  readonly path: Path;
  readonly to: string;
  /** The new value, where it is another. */
  readonly became?: unknown;
}

export interface Translated {
  readonly tree: unknown;
  readonly changes: readonly Change[];
  readonly origins: ReadonlyMap<string, Path>;
}

export function translate(written: unknown): Translated {
  if (!isTable(written)) return { tree: written, changes: [], origins: new Map() };
  const work = new Translation();
  const each = (name: string, value: unknown): unknown =>
    Array.isArray(value)
      ? value.map((entry, i) => (isTable(entry) ? work.table(name, [name, i], entry) : entry))
      : isTable(value)
        ? work.table(name, [name], value)
        : value;
  const top = Object.entries(work.table("", [], written));
  const tree = Object.fromEntries(top.map(([name, value]) => [name, each(name, value)]));
  const projects = list(tree.projects);
  work.repositories(tree.gitea, projects);
  work.schedules(list(tree.agents), projects);
  return { tree, changes: work.changes, origins: work.origins };
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

class Translation {
  readonly changes: Change[] = [];
  readonly origins = new Map<string, Path>();

  /** A copy of one table, its keys renamed and the dropped ones left out. */
  table(section: string, path: Path, table: Table): Table {
    // A section may be called "constructor": only our own words count.
    const own = <T>(words: Readonly<Record<string, T>>): T | undefined =>
      Object.hasOwn(words, section) ? words[section] : undefined;
    const renamed = new Map(Object.entries(own(RENAMED) ?? {}));
    const dropped = new Set(own(DROPPED)?.split(" "));
    const entries = Object.entries(table).flatMap(([key, value]): [string, unknown][] => {
      const here = [...path, key];
      const rule = renamed.get(key);
      if (rule === undefined) {
        if (!dropped.has(key)) return [[key, value]];
        this.changes.push({ kind: "dropped", path: here, to: "" });
        return [];
      }
      const { to } = rule;
      if (Object.hasOwn(table, to)) {
        this.changes.push({ kind: "both", path: here, to });
        return [];
      }
      const became = rule.convert?.(value) ?? value;
      this.origins.set(pathKey([...path, to]), here);
      this.changes.push({ kind: "renamed", path: here, to, ...(became === value ? {} : { became }) });
      return [[to, became]];
    });
    return Object.fromEntries(entries);
  }

  /** `owner` and `repo` of a forge section were the repository of its project. */
  repositories(gitea: unknown, projects: readonly unknown[]): void {
    for (const [i, project] of projects.entries()) {
      if (!isTable(project) || !isTable(project.gitea)) continue;
      this.#repository(project.gitea, ["projects", i, "gitea"], project, i);
      this.changes.push({ kind: "lost", path: ["projects", i, "gitea"], to: "one [gitea] holds for all" });
      delete project.gitea;
    }
    if (!isTable(gitea) || !this.#repository(gitea, ["gitea"], projects.length === 1 ? projects[0] : null, 0))
      return;
    delete gitea.owner;
    delete gitea.repo;
  }

  #repository(gitea: Table, path: Path, project: unknown, index: number): boolean {
    const owner = textIn(gitea, "owner");
    const repo = textIn(gitea, "repo");
    if (owner === undefined || repo === undefined) return false;
    const here = [...path, "repo"];
    if (!isTable(project) || Object.hasOwn(project, "repo")) {
      this.changes.push({ kind: "lost", path: here, to: "each project names its own repo" });
      return true;
    }
    project.repo = `${owner}/${repo}`;
    this.origins.set(pathKey(["projects", index, "repo"]), here);
    this.changes.push({ kind: "moved", path: here, to: "the project's repo", became: project.repo });
    return true;
  }

  /** Agents had schedules of their own; here a project has one, which is its coordinator's. */
  schedules(agents: readonly unknown[], projects: readonly unknown[]): void {
    for (const [i, agent] of agents.entries()) {
      if (!isTable(agent) || !Object.hasOwn(agent, "schedule")) continue;
      const path = ["agents", i, "schedule"];
      const at =
        projects.length === 1 ? 0 : projects.findIndex((p) => isTable(p) && p.name === agent.project);
      const project = projects[at];
      const coordinates = agent.role === "coordinator" || textIn(agent, "name")?.includes("coordinator");
      if (coordinates && isTable(project) && !Object.hasOwn(project, "schedule")) {
        project.schedule = agent.schedule;
        this.origins.set(pathKey(["projects", at, "schedule"]), path);
        this.changes.push({ kind: "moved", path, to: "the project's schedule", became: agent.schedule });
      } else
        this.changes.push({
          kind: "lost",
          path,
          to: "only a project has a schedule, and its coordinator acts by it",
        });
      delete agent.schedule;
    }
  }
}
