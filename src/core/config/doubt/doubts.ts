/** What is probably not meant, and is accepted all the same: each is a warning. */

import type { Finding } from "../complaint.ts";
import { trustLists } from "../cross/forge.ts";
import { gateOf } from "../cross/gate.ts";
import { type Names, namesIn, unplaced } from "../cross/names.ts";
import { outOfOrder, type Pair } from "../cross/order.ts";
import { quote, read } from "../tree.ts";

export function doubtFindings(tree: unknown): Finding[] {
  const names = namesIn(tree);
  return [
    ...insideAddress(read(tree, ["gitea", "url"]), read(tree, ["gitea", "via"])),
    ...trustLists(tree).flatMap(trustedTwice),
    ...labelsTwice(names),
    ...labelsOfOthers(names),
    ...(unplaced(names) ? [] : idleProjects(names)),
    ...sleepingGate(gateOf(tree), names),
    ...outOfOrder(tree, ORDER),
  ].map((one) => ({ ...one, code: "doubtful", severity: "warning" }));
}

const ORDER: readonly Pair[] = [
  ["limits", "backoff_secs", "backoff_max_secs", "every pause would be the longest one"],
  ["limits", "stall_secs", "wall_secs", "no job would ever be seen to stall"],
];

const INSIDE =
  /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0|10\.\d.*|192\.168\..*|172\.(?:1[6-9]|2\d|3[01])\..*|.*\.(?:local|internal|lan))$/i;

function insideAddress(url: unknown, via: unknown): Finding[] {
  const host = typeof url === "string" ? /^https?:\/\/([^/?#:]+|\[[^\]]*\])/i.exec(url)?.[1] : undefined;
  if (host === undefined || via === "access" || !INSIDE.test(host)) return [];
  return [
    {
      code: "doubtful",
      path: ["gitea", "url"],
      message: `${quote(host)} is inside of your network, and a deployed Worker cannot reach it`,
      help: 'use an address on the internet, or a tunnel with via = "access"; for a factory on this machine alone it is right',
    },
  ];
}

function trustedTwice({ path, list }: ReturnType<typeof trustLists>[number]): Finding[] {
  const seen = new Set<string>();
  return list.flatMap((login, i): Finding[] => {
    if (typeof login !== "string") return [];
    const key = login.toLowerCase();
    const known = seen.has(key);
    seen.add(key);
    const message = `${quote(login)} stands in the list already`;
    return known ? [{ code: "doubtful", path: [...path, i], message }] : [];
  });
}

function labelsTwice({ agents }: Names): Finding[] {
  const owner = new Map<string, string>();
  return agents.flatMap(({ table, index, name, role, project, enabled }) => {
    if (!enabled || !Array.isArray(table.handles)) return [];
    return table.handles.flatMap((label, i): Finding[] => {
      if (typeof label !== "string") return [];
      const key = JSON.stringify([project, role, label.toLowerCase()]);
      const first = owner.get(key);
      owner.set(key, first ?? name ?? `number ${index + 1}`);
      const message = `the label ${quote(label)} is handled by "${first}" too, who is asked first`;
      return first === undefined
        ? []
        : [{ code: "doubtful", path: ["agents", index, "handles", i], message }];
    });
  });
}

/** The coordinator chooses among developers; the others are asked by the gate, or by a mention. */
function labelsOfOthers({ agents }: Names): Finding[] {
  return agents.flatMap(({ table, index, name, role }): Finding[] => {
    if (!Array.isArray(table.handles) || table.handles.length === 0) return [];
    if (role === undefined || role === "developer") return [];
    const message = `${name === undefined ? `agent number ${index + 1}` : quote(name)} is no developer, and only developers are chosen by label: its "handles" changes nothing`;
    const help = `take it out; a ${role} is asked by [review_gate], or by a mention`;
    return [{ code: "doubtful", path: ["agents", index, "handles"], aim: "key", message, help }];
  });
}

/** A project in which nothing would ever be changed. */
function idleProjects({ projects, agents }: Names): Finding[] {
  return projects.flatMap(({ name, index, enabled }): Finding[] => {
    if (name === undefined || !enabled || agents.length === 0) return [];
    const own = agents.filter((one) => one.project === name && one.enabled);
    const others = ["coordinator", "reviewer", "qa"];
    if (own.some((one) => !others.includes(one.role ?? ""))) return [];
    const of = projects.length > 1 ? `\n         project = ${quote(name)}` : "";
    const help = `add      [[agents]]\n         name = "developer"\n         role = "developer"${of}`;
    const message = `the project ${quote(name)} has no enabled developer: nothing there will be changed`;
    return [{ code: "doubtful", path: ["projects", index], aim: "key", message, help }];
  });
}

function sleepingGate(gate: string | null, { agents }: Names): Finding[] {
  const asleep = agents.find((one) => one.name === gate && !one.enabled);
  if (asleep === undefined) return [];
  const message = `the review gate ${quote(gate)} is not enabled: each pull request would wait for a person`;
  return [{ code: "doubtful", path: ["agents", asleep.index, "enabled"], message }];
}
