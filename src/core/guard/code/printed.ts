/** Code that shows a variable named like a credential, or puts it into a request: `print(os.environ["X_TOKEN"])`. */
import { isCredential } from "../path/secret.ts";
import { isRemote } from "../rule/address.ts";
import { TOKEN } from "../value.ts";
import type { Lexed } from "./lex.ts";
import { callsOf } from "./pieces.ts";

const VARIABLE =
  /(?:(?:process|Deno|Bun|import\s?\.\s?meta)\s?\.\s?)?\benv\s?(?:\.\s?(?!get\b)(\w+)|\[\s?⟦(\d+)⟧\s?\]|\.\s?get\s?\(\s?⟦(\d+)⟧[^()]{0,80}\))|(?:\$ENV|\bENVIRON|\bENV|\bos\s?\.\s?environ)\s?(?:\{\s?(\w+)\s?\}|[[{]\s?⟦(\d+)⟧\s?[\]}]|\.\s?(?:get|fetch)\s?\(\s?⟦(\d+)⟧[^()]{0,80}\))|(?:\b\w{1,40}\s?\.\s?)?\bgetenv\s?\(\s?⟦(\d+)⟧[^()]{0,80}\)/g;
/** What stands for a credential in code from which its names were taken out. */
const HELD = "⟦held⟧";
/** As it is, and not its length or whether it is there. */
const PRINTED =
  /\b(?:print|puts|echo|p|pp|say|printf|pprint|warn|print_r|var_dump|console\s?\.\s?\w+|write)\b\s?\(?\s?(?:[^();\n]{0,200}[,+]\s?)?⟦held⟧\s?(?:[),;}\n+]|$)/;
/** An expression alone does nothing unless the interpreter prints it. */
const ALONE = /^\s*⟦held⟧\s*;?\s*$/;
const ASKS =
  /\b(?:request|urlopen|Request|fetch|axios|got|ky|curl|send|open)\s?\(|(?:\.|->|::)\s?(?:get|post|put|patch|request|Get|Post)\s?\(/g;
/** Where a client says who it is. */
const SAYS_WHO = /\b(?:headers|auth)\s?[:=]\s?(?:\{[^{}]*\}|\([^()]*\)|[^,(){}]*)/g;

/** The rule that objects, or null. */
export function showsCredential(lexed: Lexed): string | null {
  const code = withoutNames(lexed);
  if (!code.includes(HELD)) return null;
  if (PRINTED.test(code) || ALONE.test(code)) return "secret.environment";
  if (!lexed.strings.some((text) => /^https?:\/\//.test(text) && isRemote(text))) return null;
  for (const { piece } of callsOf(code, ASKS))
    if (piece.replace(SAYS_WHO, "").includes(HELD)) return "network.exfiltrate";
  return null;
}

/** The code with one mark for each credential: by variable, by the name that it was given, or inside a string. */
function withoutNames({ code, strings }: Lexed): string {
  const isHeld = (name: string) => isCredential(/^\d+$/.test(name) ? (strings[Number(name)] ?? "") : name);
  const held = code
    .replace(VARIABLE, (whole, ...found: readonly unknown[]) =>
      found.slice(0, 7).some((name) => typeof name === "string" && isHeld(name)) ? HELD : whole,
    )
    .replace(/⟦(\d+)⟧/g, (whole, n: string) => (strings[Number(n)]?.includes(TOKEN) === true ? HELD : whole));
  const names = new Set<string>();
  for (const [, list = ""] of held.matchAll(
    /\{([^{}]*)\}\s?=\s?(?:process|Bun|import\s?\.\s?meta)\s?\.\s?env\b/g,
  ))
    for (const part of list.split(",")) {
      const [, name = "", as = name] = /^\s*(\w+)\s*(?::\s*(\w+))?/.exec(part) ?? [];
      if (isCredential(name)) names.add(as);
    }
  for (const [, name = ""] of held.matchAll(/\b(\w+)\s?=\s?⟦held⟧\s?(?:[;,\n)]|$)/g)) names.add(name);
  return held.replace(/(?<![.\w⟦])\$?(\w+)(?!\s?[(:=])\b/g, (whole, name: string) =>
    names.has(name) ? HELD : whole,
  );
}
