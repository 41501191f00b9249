/** What code asks of servers elsewhere by HTTP: deleting, and writing on a forge. */
import { FORGE_API, isMetadata, isRemote } from "../rule/address.ts";
import type { Lexed } from "./lex.ts";
import { callsOf, stringsIn } from "./pieces.ts";

/** A call by whatever client: `requests.delete(…)`, `http.request("DELETE", …)`, `fetch(…)`, `Net::HTTP::Delete.new …`. */
const CALLS =
  /(?:\b(?:request|urlopen|Request|fetch|axios|got|ky|api|curl|send|open|NewRequest)|context_create|curl_setopt(?:_array)?|HTTP::Request\s*->\s*new|(?:\.|->|::)\s*(delete|del|put|post|patch|request|Delete|Put|Post|Patch)(?:\s*\.\s*new)?)\s*(\(|(?=⟦))/g;
const METHOD = /^(?:DELETE|PUT|POST|PATCH)$/;
/** `{ method: "delete" }`, which is sent in capitals. */
const NAMED = /\bmethod\s*[:=]\s*⟦(\d+)⟧/;
/** Perl's `DELETE => "https://…"`. */
const BARE = /^\s*(DELETE|PUT|POST|PATCH)\s*=>/;
/** Clients of clouds and forges, and what they call to lose something. */
const CLIENTS =
  /\b(?:boto3|octokit|PyGithub|Github|Gitlab|googleapiclient|google\.cloud|azure\.mgmt|digitalocean|hcloud|kubernetes|pulumi)\b|^(?:@octokit|@aws-sdk|aws-sdk|@gitbeaker|@google-cloud|@kubernetes)/i;
const LOSES =
  /(?:\.|->)\s*(?:delete|terminate|destroy|remove|purge|deregister|revoke|merge)\w*\s*\(|\bnew\s+(?:Delete|Terminate|Remove|Deregister)\w*Command\b/;
const ROUTE = /^(DELETE|PUT|POST|PATCH)\s+\//;
/** An address, or a host alone as Ruby's and Python's clients are given it. */
const ADDRESS = /^(?:https?:\/\/\S+|(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?)$/i;
/** More hosts than code has that a person wrote into a line: which of them is meant is not looked for. */
const HOSTS = 20;
const HTTP = /\bhttp|requests|fetch|axios|octokit|urllib|curl|\bgot\b|\bky\b|faraday|rest-?client|LWP/i;

/** The rule that objects, or null. An address that the code computes is not counted. */
export function asksElsewhere(
  { code, strings, ticked }: Lexed,
  names: ReadonlyMap<string, string>,
): string | null {
  if (strings.some((text) => isMetadata(text))) return "secret.read";
  if ((CLIENTS.test(code) || strings.some((text) => CLIENTS.test(text))) && LOSES.test(code))
    return "infrastructure.destroy";
  if (!HTTP.test(code) && !strings.some((text) => /^https?:/.test(text) || HTTP.test(text))) return null;
  const lexed = { code, strings, ticked };
  const elsewhere = strings.filter((text) => ADDRESS.test(text) && isRemote(text));
  const collections = new Map<string, boolean>();
  for (const { found, piece } of callsOf(code, CALLS)) {
    const words = stringsIn(piece, lexed, names);
    const routed = words.map((word) => ROUTE.exec(word)?.[1]).find((verb) => verb !== undefined);
    const named = strings[Number(NAMED.exec(piece)?.[1] ?? -1)] ?? BARE.exec(piece)?.[1];
    const verb = (routed ?? named ?? words.find((word) => METHOD.test(word)) ?? found[1] ?? "").toUpperCase();
    if (!/^(?:DEL|DELETE|PUT|POST|PATCH)$/.test(verb)) continue;
    const addresses = words.filter((word) => /^https?:\/\//.test(word));
    // Without an address of its own the call goes to a host named before: `Net::HTTP.new("git.example").delete("/x")`.
    const remote =
      routed !== undefined ||
      (addresses.length > 0
        ? addresses.some(isRemote)
        : elsewhere.length > 0 && words.some((word) => word.startsWith("/") || METHOD.test(word)));
    if (!remote || (found[1] !== undefined && isCollection(code, found.index, collections))) continue;
    if (verb.startsWith("DEL")) return "network.remote-delete";
    if (elsewhere.length > HOSTS) return "shell.too-deep";
    const target = [
      ...addresses,
      ...elsewhere.map((host) => host + (words.find((w) => w.startsWith("/")) ?? "")),
    ];
    if (routed !== undefined || target.some((address) => FORGE_API.test(address)))
      return "infrastructure.forge";
  }
  return null;
}

/** `seen.delete(address)`, where `seen` is a map or a set of the code's own. Each name is looked for once. */
function isCollection(code: string, at: number, known: Map<string, boolean>): boolean {
  const [owner] = /[A-Za-z_]\w*$/.exec(code.slice(Math.max(0, at - 60), at)) ?? [];
  if (owner === undefined) return false;
  const before = known.get(owner);
  if (before !== undefined) return before;
  const made = new RegExp(
    `\\b${owner}\\s*(?::[^=]{0,80})?=\\s*(?:new\\s+(?:Weak)?(?:Map|Set|Headers|URLSearchParams|FormData)\\b|\\{|Hash\\b)`,
  ).test(code);
  known.set(owner, made);
  return made;
}
