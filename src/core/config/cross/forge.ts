/** What the address of the forge and the list of trusted logins give away about a misunderstanding. */
import { type Finding, literal } from "../complaint.ts";
import { quote, read } from "../tree.ts";

export function forgeFindings(tree: unknown): Finding[] {
  const list = read(tree, ["gitea", "trusted"]);
  return [...address(read(tree, ["gitea", "url"])), ...(Array.isArray(list) ? list.flatMap(login) : [])];
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

function login(written: unknown, i: number): Finding[] {
  if (typeof written !== "string" || /^[\w.-]*$/.test(written)) return [];
  const plain = written.trim().replace(/^@/, "");
  return [
    {
      code: "value",
      path: ["gitea", "trusted", i],
      message: `${quote(written)} is no login`,
      expected: "a login as the forge writes it, without @",
      nearest: literal(/^[\w.-]+$/.test(plain) ? plain : null),
    },
  ];
}
