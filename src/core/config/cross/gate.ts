/** The review gate names an agent that is there, reviews, and works in each project that changes code. */
import { QA_GATE } from "../../review/commands.ts";
import { CI_GATE } from "../../review/gate.ts";
import { type Finding, literal } from "../complaint.ts";
import type { Path } from "../locate.ts";
import { nearest } from "../nearest.ts";
import { quote, read } from "../tree.ts";
import { listed, type Named, type Names, unplaced } from "./names.ts";

/** Gates without an agent. */
const HOUSE_GATES: readonly string[] = [QA_GATE, CI_GATE];
const PATH = ["review_gate", "agent"] as const;

/** The gate's name; null where something else than text stands there. */
export function gateOf(tree: unknown): string | null {
  const written = read(tree, PATH) ?? "reviewer";
  return typeof written === "string" ? written : null;
}

export function gateFindings(tree: unknown, names: Names): Finding[] {
  const gate = gateOf(tree);
  if (names.agents.length === 0 || gate === null) return [];
  const byDefault = read(tree, PATH) === undefined;
  const own = names.projects.flatMap((project) => projectGates(project, names));
  if (names.projects.length > 0 && names.projects.every((project) => listOf(project) !== null)) return own;
  const named = names.agents.filter((one) => one.name === gate);
  if (named.length === 0) return [...own, unknown(gate, byDefault, names)];
  const odd = named.find((one) => one.role !== undefined && one.role !== "reviewer");
  if (odd === undefined)
    return [
      ...own,
      ...(unplaced(names)
        ? []
        : names.projects.flatMap((project) =>
            listOf(project) === null ? without(project, gate, names) : [],
          )),
    ];
  return [
    ...own,
    {
      code: "reference",
      path: byDefault ? ["agents", odd.index, "role"] : PATH,
      message: `the review gate ${quote(gate)} is a ${odd.role}; only a reviewer gives verdicts`,
      expected: 'an agent with role = "reviewer"',
      nearest: byDefault ? null : literal(reviewers(names)[0]),
    },
  ];
}

/** The gates that a project names itself, each with its place; null where it names none. */
function listOf({ table }: Named): readonly { readonly gate: unknown; readonly at: Path }[] | null {
  const said = table.review_gate;
  if (said === undefined) return null;
  return Array.isArray(said) ? said.map((gate, at) => ({ gate, at: [at] })) : [{ gate: said, at: [] }];
}

function projectGates(project: Named, names: Names): Finding[] {
  return (listOf(project) ?? []).flatMap(({ gate, at }): Finding[] => {
    if (typeof gate !== "string" || unplaced(names)) return [];
    const agent = names.agents.find((one) => one.name === gate && one.project === project.name);
    if (HOUSE_GATES.includes(gate)) return [];
    if (agent !== undefined && (agent.role === undefined || agent.role === "reviewer")) return [];
    const mine = names.agents.filter((one) => one.project === project.name);
    const known = reviewers({ ...names, agents: mine });
    const message =
      agent === undefined
        ? `the review gate ${quote(gate)} is no agent of the project ${quote(project.name ?? "")}`
        : `the review gate ${quote(gate)} is a ${agent.role}; only a reviewer gives verdicts`;
    return [
      {
        code: "reference",
        path: ["projects", project.index, "review_gate", ...at],
        message,
        expected: `one of the reviewers: ${listed(known)}; or ${QA_GATE}, the project's own commands; or ${CI_GATE}, the forge's own checks`,
        nearest: literal(nearest(gate, [...known, ...HOUSE_GATES]) ?? known[0]),
      },
    ];
  });
}

const reviewers = ({ agents }: Names): string[] =>
  agents.flatMap((one) => (one.role === "reviewer" && one.name !== undefined ? [one.name] : []));

function unknown(gate: string, byDefault: boolean, names: Names): Finding {
  const known = reviewers(names);
  const near = nearest(gate, known) ?? known[0];
  const expected =
    known.length > 0
      ? `one of the reviewers: ${listed(known)}`
      : `an agent with role = "reviewer"; the agents are: ${listed(names.agents.map((one) => one.name))}`;
  const found = { code: "reference", expected } as const;
  if (!byDefault)
    return {
      ...found,
      path: PATH,
      message: `the review gate ${quote(gate)} is no agent`,
      nearest: literal(near),
    };
  const add =
    near === undefined
      ? ["[[agents]]", 'name = "reviewer"', 'role = "reviewer"']
      : ["[review_gate]", `agent = ${JSON.stringify(near)}`];
  return {
    ...found,
    path: ["agents"],
    aim: "key",
    message: 'no agent is called "reviewer", which is the review gate unless [review_gate] names another',
    help: `add      ${add.join("\n         ")}`,
  };
}

/** Each pull request of such a project would wait for a person, for ever. */
function without({ name, index, enabled }: Named, gate: string, { agents }: Names): Finding[] {
  const own = agents.filter((one) => one.project === name);
  const changes = own.some((one) => one.role === "developer" && one.enabled);
  if (name === undefined || !enabled || !changes || own.some((one) => one.name === gate)) return [];
  const message = `the project ${quote(name)} has no agent ${quote(gate)}, which is the review gate: nothing there could be merged`;
  const add = ["[[agents]]", `name = ${quote(gate)}`, 'role = "reviewer"', `project = ${quote(name)}`];
  return [
    {
      code: "reference",
      path: ["projects", index],
      aim: "key",
      message,
      help: `add      ${add.join("\n         ")}`,
    },
  ];
}
