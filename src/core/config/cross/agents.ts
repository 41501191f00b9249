/** Agents: a project that exists, a name of their own in it, models that stay alive. */
import { pinnedModel } from "../../routing/model-id.ts";
import { type Finding, literal } from "../complaint.ts";
import { quote, textIn } from "../tree.ts";
import { type Agent, listed, type Names } from "./names.ts";
import { noProject } from "./projects.ts";

export const agentFindings = (names: Names): Finding[] => [
  ...names.agents.flatMap((agent) => [...project(agent, names), ...model("agents", agent)]),
  ...names.projects.flatMap((one) => model("projects", one)),
  ...twice(names),
];

function project({ table, index, name }: Agent, { projects }: Names): Finding[] {
  const known = projects.flatMap((one) => one.name ?? []);
  const written = textIn(table, "project");
  if (written !== undefined)
    return known.includes(written) || known.length === 0
      ? []
      : [noProject(["agents", index, "project"], written, known)];
  if (projects.length < 2 || table.project !== undefined) return [];
  const message = `agent ${name === undefined ? `number ${index + 1}` : quote(name)} must name its project: there is more than one`;
  const expected = `project = one of: ${listed(known)}`;
  return [{ code: "missing", path: ["agents", index], aim: "key", message, expected }];
}

function twice({ agents }: Names): Finding[] {
  const seen = new Set<string>();
  return agents.flatMap(({ name, project: of, index }): Finding[] => {
    if (name === undefined) return [];
    const key = `${of ?? ""}/${name}`;
    const known = seen.has(key);
    seen.add(key);
    const message = `there is an agent ${quote(name)}${of === undefined ? "" : ` in the project ${quote(of)}`} already: @adf:${name} could mean either`;
    const expected = "a name of its own in each project";
    return known ? [{ code: "duplicate", path: ["agents", index, "name"], message, expected }] : [];
  });
}

function model(list: "agents" | "projects", { table, index }: Pick<Agent, "table" | "index">): Finding[] {
  const written = textIn(table, "model");
  const pinned = written === undefined ? null : pinnedModel(written);
  if (pinned === null) return [];
  return [
    {
      code: "pinned_model",
      path: [list, index, "model"],
      message: `${quote(written)} is pinned to the build "${pinned.stamp}": the vendor retires it one day, and ${list === "agents" ? "the agent stops" : "it answers nobody"}`,
      expected: "an alias, which the vendor moves forward",
      nearest: literal(pinned.alias),
    },
  ];
}
