/**
 * Text to mentions: `@adf:<agent>` and `@adf:<project>/<agent>` where a reader would see them as an address. Everything
 * that begins like a mention and is none becomes a problem with a reason, so that nobody waits for an answer in vain.
 * Pure and linear in the text; an agent called twice is one mention, and the same slip is told once.
 */
import { Role } from "../../contract/job.ts";
import type { Mention, MentionProblem, MentionProblemReason, MentionReport } from "../../contract/mention.ts";
import { NAME_PATTERN } from "../../contract/names.ts";
import { cutUnits } from "./cut.ts";
import { COMMENT, hiddenUnits, VISIBLE } from "./hidden.ts";
import type { KnownAgent } from "./known-agent.ts";
import { nearestNames } from "./nearest.ts";
import { type Resolution, resolve } from "./resolve.ts";

export const MAX_CONTEXT = 500;
/** Beyond these a text is noise: more would not help its author, and the answer has to stay readable. */
export const MAX_PROBLEMS = 20;
const MAX_PROBLEM_TEXT = 100;

export interface Readers {
  readonly agents: readonly KnownAgent[];
  /** The project the text stands in; null where it stands in none. */
  readonly project: string | null;
  /** Also names of accounts, which a forge completes as one types: `@adf-developer` is a slip, where an agent or a role is called so. */
  readonly accounts?: boolean;
}

interface Token {
  readonly offset: number;
  /** What follows `@adf:`, to the end of the word. */
  readonly name: string;
  readonly exact: boolean;
  readonly end: number;
}

export function parseMentions(text: string, readers: Readers): MentionReport {
  const mask = text.includes("@") ? hiddenUnits(text) : new Uint8Array(0);
  const tokens = findTokens(text, mask, readers);
  const mentions: Mention[] = [];
  const problems: MentionProblem[] = [];
  const called = new Set<KnownAgent>();
  const told = new Set<string>();
  tokens.forEach((token, position) => {
    const found = judge(token, readers);
    if (found.ok) {
      if (called.has(found.agent)) return;
      called.add(found.agent);
      const context = contextOf(text, mask, token.end, tokens[position + 1]?.offset ?? text.length);
      mentions.push({ project: found.project, agent: found.agent.name, context, offset: token.offset });
      return;
    }
    const written = cutUnits(text.slice(token.offset, token.end), MAX_PROBLEM_TEXT);
    const key = `${found.reason} ${written}`;
    if (told.has(key) || problems.length >= MAX_PROBLEMS) return;
    told.add(key);
    const suggestions = nearestNames(token.name, readers.agents, readers.project);
    problems.push({ reason: found.reason, text: written, offset: token.offset, suggestions });
  });
  return { mentions, problems };
}

function judge(token: Token, readers: Readers): Resolution {
  const no = (reason: MentionProblemReason): Resolution => ({ ok: false, reason });
  if (token.name === "") return no("missing_name");
  const slash = token.name.indexOf("/");
  const project = slash < 0 ? null : token.name.slice(0, slash);
  const agent = token.name.slice(slash + 1);
  if (project !== null && agent === "" && NAME_PATTERN.test(project)) return no("missing_name");
  const written = NAME_PATTERN.test(agent) && (project === null || NAME_PATTERN.test(project));
  if (!token.exact || !written) return no("bad_name");
  return resolve(project, agent, readers.agents, readers.project);
}

/**
 * `@adf:` in any case: a phone's capital is a slip to be told, not silence; so is `@adf` alone, with which a newcomer begins.
 * The name is the whole word after it.
 */
function findTokens(text: string, mask: Uint8Array, { agents, accounts }: Readers): Token[] {
  const tokens: Token[] = [];
  const prefix = /@adf(?:[:-]|(?!\.?[\p{L}\p{N}_/@-]))/giu;
  const word = /(?:[\p{L}\p{N}\p{M}_/@-]|\.(?=[\p{L}\p{N}_]))*/uy;
  for (let hit = prefix.exec(text); hit !== null; hit = prefix.exec(text)) {
    const offset = hit.index;
    if (mask[offset] !== VISIBLE || !freeOnTheLeft(text, offset)) continue;
    word.lastIndex = offset + hit[0].length;
    const name = word.exec(text)?.[0] ?? "";
    if (hit[0].endsWith("-") && !(accounts === true && isOurs(name.toLowerCase(), agents))) continue;
    const end = offset + hit[0].length + name.length;
    tokens.push({ offset, name, exact: hit[0] === "@adf:", end });
    prefix.lastIndex = end;
  }
  return tokens;
}

const isOurs = (name: string, agents: Readers["agents"]): boolean =>
  agents.some((agent) => agent.name === name) || Role.safeParse(name).success;

/** An address or a path that merely contains `@adf:` calls nobody; nor does one escaped with a backslash. */
function freeOnTheLeft(text: string, offset: number): boolean {
  const before = text.slice(Math.max(0, offset - 2), offset);
  return !/[\p{L}\p{N}\p{M}_@./\\]$/u.test(before);
}

function contextOf(text: string, mask: Uint8Array, from: number, until: number): string {
  let seen = "";
  // Blanks at the start are not context and must not use up its length.
  for (let i = from; i < until && seen.length < MAX_CONTEXT + 2; i++) {
    const unit = text[i] ?? "";
    if (unit === "\n" || unit === "\r") break;
    if (mask[i] === COMMENT || (seen === "" && unit.trim() === "")) continue;
    seen += unit;
  }
  return cutUnits(seen, MAX_CONTEXT).trim();
}
