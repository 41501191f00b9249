/** What the address of the forge and the list of trusted logins give away about a misunderstanding. */
import { type Finding, literal } from "../complaint.ts";
import type { Path } from "../locate.ts";
import { quote, read } from "../tree.ts";

export function forgeFindings(tree: unknown): Finding[] {
  return [
    ...address(read(tree, ["gitea", "url"])),
    ...trustLists(tree).flatMap(({ path, list }) =>
      list.flatMap((written, i) => login(written, [...path, i])),
    ),
  ];
}

/** The list of the deployment, and those that projects have of their own. */
export function trustLists(tree: unknown): { path: Path; list: readonly unknown[] }[] {
  const projects = read(tree, ["projects"]);
  const own = Array.isArray(projects) ? projects.map((_, i): Path => ["projects", i, "trusted"]) : [];
  return [["gitea", "trusted"] as Path, ...own].flatMap((path) => {
    const list = read(tree, path);
    return Array.isArray(list) ? [{ path, list }] : [];
  });
}

function address(url: unknown): Finding[] {
  const parts = typeof url === "string" ? /^(https?:\/\/[^/?#]+)([^?#]*)([?#].*)?$/i.exec(url) : null;
  if (parts === null) return [];
  const [, host = "", path = "", rest] = parts;
  const start = path.replace(/\/api(?:\/v\d+)?\/?$/, "");
  if (start === path && rest === undefined) return [];
  return [
    {
      code: "value",
      path: ["gitea", "url"],
      message: `"url" is ${quote(url)}; the paths of the API are added to it`,
      expected: "the address of the forge's start page",
      nearest: literal(host + start),
    },
  ];
}

function login(written: unknown, path: Path): Finding[] {
  if (typeof written !== "string" || /^[\w.-]*$/.test(written)) return [];
  const plain = written.trim().replace(/^@/, "");
  return [
    {
      code: "value",
      path,
      message: `${quote(written)} is no login`,
      expected: "a login as the forge writes it, without @",
      nearest: literal(/^[\w.-]+$/.test(plain) ? plain : null),
    },
  ];
}
