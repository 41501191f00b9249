/** Networks that could not work as they are written: a list nobody reads, an address no list lets through, a model out of reach. */
import type { Finding } from "../complaint.ts";
import { quote, type Table, textIn } from "../tree.ts";
import type { Agent, Named, Names } from "./names.ts";

export function networkFindings({ projects, agents }: Names): Finding[] {
  const modes = new Map(agents.map((agent) => [agent, modeFor(agent, projects)]));
  const listsFor = (project: Named) =>
    agents.some((agent) => agent.project === project.name && modes.get(agent) === "allow-list");
  return [
    ...projects.flatMap((project) =>
      hostFindings("projects", project, modeOf(project.table) === "allow-list" || listsFor(project)),
    ),
    ...agents.flatMap((agent) => [
      ...hostFindings("agents", agent, modes.get(agent) === "allow-list"),
      ...withoutModel(agent, modes.get(agent)),
    ]),
  ];
}

const modeOf = (table: Table): string => textIn(table, "network") ?? "full";

const modeFor = (agent: Agent, projects: readonly Named[]): string => {
  const project = projects.find((one) => one.name === agent.project);
  return textIn(agent.table, "network") ?? (project === undefined ? "full" : modeOf(project.table));
};

function hostFindings(list: "projects" | "agents", { table, index }: Named, isRead: boolean): Finding[] {
  const { hosts } = table;
  if (!Array.isArray(hosts) || hosts.length === 0) return [];
  if (!isRead)
    return [
      {
        code: "value",
        path: [list, index, "hosts"],
        aim: "key",
        message: '"hosts" limits nothing here: it is only read with network = "allow-list"',
        expected: 'network = "allow-list", or no hosts',
      },
    ];
  return hosts.flatMap((host, i): Finding[] =>
    typeof host === "string" && NEVER.some((pattern) => pattern.test(host))
      ? [
          {
            code: "value",
            path: [list, index, "hosts", i],
            message: `${quote(host)} is where clouds tell machines their credentials; no job may reach it`,
            expected: "another host",
          },
        ]
      : [],
  );
}

/** The runner refuses these whatever the list says; said here, nobody waits for what cannot be. */
const NEVER = [
  /^169\.254\./,
  /^\[?fe[89ab][0-9a-f]:/,
  /^100\.100\.100\.200\b/,
  /^\[?fd00:ec2:/,
  /^metadata\./,
];

const MODEL_CLIS = ["claude", "codex", "gemini", "opencode"];

function withoutModel({ table, index }: Agent, mode: string | undefined): Finding[] {
  const cli = textIn(table, "cli");
  if (mode !== "none" || cli === undefined || !MODEL_CLIS.includes(cli)) return [];
  const own = table.network !== undefined;
  return [
    {
      code: "value",
      path: ["agents", index, own ? "network" : "cli"],
      message: `${cli} asks a model over the network, and with network = "none" it has none`,
      expected: 'network = "allow-list": without "hosts" the model is all that can be reached',
    },
  ];
}
