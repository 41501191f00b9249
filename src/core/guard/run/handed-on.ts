/**
 * A program that nobody knows, with a whole command among its arguments: `its-wrapper -x rm -rf ~`. There are more programs
 * that run another than any list holds, so what reads like a command is judged as one.
 */
import { CHECKS } from "../rule/index.ts";
import type { Call } from "./machine.ts";

/** Programs that only speak of what they are given, or take it as names. */
const SPEAKS = new Set(
  "echo printf grep egrep fgrep rg ag ack man tldr info apropos whatis which type where whereis hash compgen complete help figlet cowsay say notify-send logger test [ [[ expr ls cat head tail less wc basename dirname realpath readlink stat file touch mkdir history alias unalias jest vitest mocha pytest go node cargo make seq sort uniq diff read export set shift let yes cheat".split(
    " ",
  ),
);

/** The command among the arguments; null where there is none. */
export function handedOn({ name, argv }: Call): readonly string[] | null {
  if (SPEAKS.has(name) || CHECKS.has(name)) return null;
  const at = argv.findIndex((arg, i) => {
    const [program = ""] = /[^/]*$/.exec(arg) ?? [];
    const next = argv[i + 1] ?? "";
    return (
      (/^(?:rm|shred)$/.test(program) && /^-[a-zA-Z-]*[rRfu]/.test(next)) ||
      (/^(?:sh|bash|dash|zsh)$/.test(program) && /^-[a-z]*c$/.test(next)) ||
      (program === "dd" && /^(?:if|of|bs)=/.test(next)) ||
      (program === "git" && /^(?:push|reset|clean|checkout|restore|stash|branch|-[cC])$/.test(next))
    );
  });
  return at < 0 ? null : argv.slice(at);
}
