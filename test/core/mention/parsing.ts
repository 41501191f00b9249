/** The agents of a small factory, and how the tests read a text that calls them. */
import { parseMentions } from "../../../src/core/mention/parse.ts";

const AGENTS = [
  { project: null, name: "developer" },
  { project: null, name: "reviewer" },
  { project: "odilo", name: "qa" },
];
export const parse = (text: string, project: string | null = null) =>
  parseMentions(text, { agents: AGENTS, project });
export const called = (text: string) =>
  parse(text).mentions.map((m) => (m.project ? `${m.project}/${m.agent}` : m.agent));
