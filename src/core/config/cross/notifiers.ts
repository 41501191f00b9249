/** Notifiers: an address that the kind can use, and projects that exist. */
import { topicOf } from "../../notify/message.ts";
import type { Finding } from "../complaint.ts";
import { quote, textIn } from "../tree.ts";
import { type Named, type Names, namedIn } from "./names.ts";
import { noProject } from "./projects.ts";

export const notifierFindings = (tree: unknown, names: Names): Finding[] =>
  namedIn(tree, "notifiers").flatMap((one) => [...topic(one), ...projects(one, names)]);

function topic({ table, index }: Named): Finding[] {
  const url = textIn(table, "url");
  if (textIn(table, "kind") !== "ntfy" || url === undefined || topicOf(url) !== null) return [];
  return [
    {
      code: "value",
      path: ["notifiers", index, "url"],
      message: `"url" is ${quote(url)}, and names no topic of ntfy`,
      expected: "the server and one topic, as in https://ntfy.example/my-factory-4f2a9c",
    },
  ];
}

function projects({ table, index }: Named, { projects: all }: Names): Finding[] {
  const known = all.flatMap((one) => one.name ?? []);
  const listed: unknown = table.projects;
  if (!Array.isArray(listed) || known.length === 0) return [];
  return listed.flatMap((name, i) =>
    typeof name === "string" && !known.includes(name)
      ? [noProject(["notifiers", index, "projects", i], name, known)]
      : [],
  );
}
