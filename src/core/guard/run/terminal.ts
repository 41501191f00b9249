/** tmux: what it starts, what it types into a shell, and its own commands from files, keys and events. */
import { text } from "./each.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments, valuesOf, words } from "./options.ts";
import { skipOptions } from "./wrapper.ts";

const after = (argv: readonly string[], word: string): readonly string[] =>
  argv.includes(word) ? argv.slice(argv.indexOf(word) + 1) : [];

/** What tmux may be told to run a command by, among its own arguments. */
const TELLS =
  /^(?:run|run-shell|if|if-shell|send|send-keys|neww?|new-window|new-session|splitw|split-window|respawn-\w+|pipe-pane|popup|display-popup|source|source-file)$/;

export function terminal(call: Call, m: Machine): string {
  const { argv } = call;
  for (const file of [
    ...valuesOf(readArguments(argv, "-f -L -S", true), "-f"),
    ...after(argv, "source-file"),
    ...after(argv, "source"),
  ])
    for (const line of (m.read(file, call.frame) ?? "").split("\n")) told(line, call, m);
  const typed = after(argv, "load-buffer")[0] ?? after(argv, "loadb")[0];
  if (typed !== undefined) text(call, m, m.read(typed, call.frame) ?? "");
  // Bound to a key, hung on an event, or behind a condition: another command of its own, as words or as one.
  if (argv.some((arg) => /^(?:bind|bind-key|set-hook|if|if-shell|confirm|confirm-before)$/.test(arg))) {
    const at = argv.findIndex((arg, i) => i > 0 && TELLS.test(arg) && !/^if/.test(arg));
    if (at >= 0) m.argv(["tmux", ...argv.slice(at)], deeper(call.frame));
    for (const arg of argv) if (/\s/.test(arg)) told(arg, call, m);
  }
  const keys = argv.some((arg) => /^send(?:-keys)?$/.test(arg));
  const words = skipOptions(skipOptions(argv, "-L -S -f").slice(1), "-t -s -n -c -x -y -F -l -p -e");
  if (keys) return text(call, m, words.filter((w) => !/^(?:Enter|C-\w|KP\w+)$/i.test(w)).join(" "));
  if (
    /^(?:new|new-session|neww|new-window|split-window|splitw|respawn-\w+|run|run-shell|if-shell|pipe-pane)$/.test(
      argv.find((a) => !a.startsWith("-")) ?? "",
    )
  ) {
    for (const line of words.length === 1 ? words : [words.join(" ")]) text(call, m, line);
  }
  return "";
}

/** One command as tmux's own files have it. */
function told(line: string, call: Call, m: Machine): void {
  const inner = words(line);
  const at = inner.findIndex((word) => TELLS.test(word));
  if (at < 0) return;
  m.argv(["tmux", ...inner.slice(/^(?:bind|set-hook|if)/.test(inner[0] ?? "") ? 0 : at)], deeper(call.frame));
}
