/** Commands in files that are read line by line: YAML by its keys, and sections of settings. */

const INDENT = /^ */;

/** The values of some keys, also those that go on over several lines. */
export function yamlCommands(text: string, keys: RegExp): readonly string[] {
  const found: string[] = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i += 1) {
    const [, before = "", key = "", rest = ""] =
      /^([ -]*)["']?([\w.][\w.-]*)["']?[ \t]*:(?:[ \t]([\s\S]*))?$/.exec(lines[i] ?? "") ?? [];
    if (key === "" || !keys.test(key)) continue;
    const value = rest.trim();
    if (/^(?:[|>][-+\d]*)?$/.test(value)) {
      const block: string[] = [];
      for (; i + 1 < lines.length; i += 1) {
        const next = lines[i + 1] ?? "";
        if (next.trim() !== "" && (INDENT.exec(next)?.[0].length ?? 0) <= before.length) break;
        block.push(next.trim().replace(/^- +/, ""));
      }
      found.push(block.join(value.startsWith(">") ? " " : "\n"));
    } else {
      // What its next lines add, as with `args: [-rf, x]` behind `entry: rm`.
      const added =
        /^[ ]*args[ \t]*:[ \t]*\[([^\]]*)\]/.exec(
          lines.slice(i + 1, i + 8).find((line) => /^[ ]*args[ \t]*:/.test(line)) ?? "",
        )?.[1] ?? "";
      const plain = value.replace(/^(["'])([\s\S]*)\1$/, "$2");
      found.push(added === "" ? plain : `${plain} ${added.replaceAll(",", " ")}`);
    }
  }
  return found;
}

/** `command`, `commands` and their like of the sections that are wanted; a line that begins with blanks goes on with the one before. */
export function iniCommands(text: string, wanted: (section: string) => boolean): readonly string[] {
  const found: string[] = [];
  let runs = false;
  let section = false;
  for (const line of text.replace(/\\\n[ \t]*/g, " ").split("\n")) {
    const name = /^\[([^\]]*)\]/.exec(line)?.[1];
    const [, key, value = ""] = /^([A-Za-z_]\w*)[ \t]*=([\s\S]*)$/.exec(line) ?? [];
    if (name !== undefined) {
      section = wanted(name);
      runs = false;
    } else if (key !== undefined) {
      runs =
        section && /^(?:command|commands|commands_pre|commands_post|list_dependencies_command)$/.test(key);
      if (runs) found.push(value);
    } else if (runs && /^[ \t]+[^\s#]/.test(line)) found.push(line);
  }
  return found.map((line) =>
    line
      .trim()
      .replace(/^-\s*/, "")
      .replace(/\{(?:toxinidir|tox_root)\}/g, ".")
      .replace(/\{[^{}]*\}/g, ""),
  );
}
