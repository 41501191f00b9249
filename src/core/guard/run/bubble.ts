/** bubblewrap around a command: somebody else's sandbox, which shows what it is told to. */

/** After bubblewrap's own options, of which some take none, most one and some two words. */
export function inBubble(argv: readonly string[]): readonly string[] {
  let at = 0;
  while (argv[at]?.startsWith("--") === true && argv[at] !== "--") {
    const name = argv[at] ?? "";
    const none = /^--(?:unshare-|share-|die-|new-session|as-pid|clearenv)/.test(name);
    const two = /^--(?:(?:ro-|dev-)?bind(?:-try|-data)?|setenv|file|symlink|chmod)$/.test(name);
    at += none ? 1 : two ? 3 : 2;
  }
  return argv.slice(argv[at] === "--" ? at + 1 : at);
}
