/** The protocols that agent CLIs speak to their models. */
import { anthropic } from "./anthropic.ts";
import { chat } from "./chat.ts";
import { gemini } from "./gemini.ts";
import type { Protocol, Question } from "./protocol.ts";
import { responses } from "./responses.ts";

const PROTOCOLS: readonly Protocol[] = [anthropic, chat, responses, gemini];

/** Null when it is no question that a known protocol asks. */
export function readQuestion(
  path: string,
  text: string,
): { readonly protocol: Protocol; readonly question: Question } | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  for (const protocol of PROTOCOLS) {
    const question = protocol.read(path, json);
    if (question !== null) return { protocol, question };
  }
  return null;
}
