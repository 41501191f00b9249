/** Code that prints a variable named like a credential: `print(os.environ["X_TOKEN"])`, `node -p process.env.X_TOKEN`. */
import { isCredential } from "../path/secret.ts";
import type { Lexed } from "./lex.ts";

const VARIABLE =
  "(?:process\\s*\\.\\s*env\\s*(?:\\.\\s*(\\w+)|\\[\\s*⟦(\\d+)⟧\\s*\\])|(?:\\$ENV|ENVIRON|ENV|os\\s*\\.\\s*environ)\\s*(?:\\{\\s*(\\w+)\\s*\\}|[[{]\\s*⟦(\\d+)⟧\\s*[\\]}]|\\.\\s*(?:get|fetch)\\s*\\(\\s*⟦(\\d+)⟧[^()]*\\))|(?:\\w+\\s*\\.\\s*)?getenv\\s*\\(\\s*⟦(\\d+)⟧\\s*\\))";
/** As it is, and not its length or whether it is there. */
const PRINTED = new RegExp(
  `\\b(?:print|puts|echo|p|pp|say|printf|pprint|warn|print_r|var_dump|console\\s*\\.\\s*\\w+|write)\\b\\s*\\(?\\s*${VARIABLE}\\s*(?=[),;}\\n]|$)`,
  "g",
);
/** An expression alone does nothing unless the interpreter prints it. */
const ALONE = new RegExp(`^\\s*${VARIABLE}\\s*;?\\s*$`, "g");

export const printsCredential = ({ code, strings }: Lexed): boolean =>
  [...code.matchAll(PRINTED), ...code.matchAll(ALONE)].some(([, ...names]) =>
    names.some(
      (name) => name !== undefined && isCredential(/^\d+$/.test(name) ? (strings[Number(name)] ?? "") : name),
    ),
  );
