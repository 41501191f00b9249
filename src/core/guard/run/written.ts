/** Remembers what programs write, so that a later word of the line meets the file as it will be. */
import { nameOf, normalise } from "../path/normal.ts";
import { PROGRAMS } from "../rule/index.ts";
import { ANY, isKnown, NET } from "../value.ts";
import type { Call, Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";

export function remember(call: Call, m: Machine): void {
  const { name, argv, frame } = call;
  const put = (path: string, text: string | null) => {
    if (text !== null) for (const cwd of frame.scope.cwd) frame.scope.files.set(normalise(path, cwd), text);
  };
  switch (name) {
    case "cp":
    case "mv":
    case "install":
    case "ln": {
      const read = readArguments(argv, "-t -S -m -o -g --target-directory --suffix --mode");
      const [folder] = valuesOf(read, "-t", "--target-directory");
      const sources = folder === undefined ? read.rest.slice(0, -1) : read.rest;
      const target = folder ?? read.rest.at(-1) ?? "";
      for (const from of sources) {
        const program = programAt(from);
        const into =
          sources.length > 1 || target.endsWith("/") || /^\.{1,2}$/.test(target)
            ? `${target}/${nameOf(from)}`
            : target;
        // A copy of a program does what the program does.
        if (program !== null) put(into, `#!/bin/sh\n${program} "$@"\n`);
        if (name === "ln") {
          for (const cwd of frame.scope.cwd)
            frame.scope.links.set(normalise(into, cwd), from.startsWith("/") ? from : normalise(from, cwd));
        } else if (program === null && isKnown(from) && frame.scope.files.size > 0)
          put(into, m.read(from, frame));
      }
      if (name === "ln" && sources.length === 0 && target !== "") {
        for (const cwd of frame.scope.cwd) frame.scope.links.set(normalise(nameOf(target), cwd), target);
      }
      return;
    }
    case "tee":
      for (const path of readArguments(argv).rest) put(path, frame.stdin ?? ANY);
      return;
    case "curl": {
      const read = readArguments(
        argv,
        "-o -H -d -X -u -A -e -b -c -T -F -w -m --output --header --data --request --url",
      );
      for (const path of valuesOf(read, "-o", "--output")) put(path, NET);
      if (read.flags.includes("-O") || read.flags.includes("--remote-name"))
        for (const url of read.rest) put(nameOf(url), NET);
      return;
    }
    case "aria2c": {
      const read = readArguments(argv, "-o -d --out --dir -x -s -j");
      for (const path of valuesOf(read, "-o", "--out")) put(path, NET);
      for (const url of read.rest) put(nameOf(url), NET);
      return;
    }
    case "wget": {
      const read = readArguments(argv, "-O -P -o -U -t -T --output-document --header --directory-prefix");
      const out = valuesOf(read, "-O", "--output-document");
      for (const path of out) put(path, NET);
      if (out.length === 0) for (const url of read.rest) put(nameOf(url), NET);
      return;
    }
    case "dd": {
      const target = argv.find((arg) => arg.startsWith("of="))?.slice(3);
      const from = argv.find((arg) => arg.startsWith("if="))?.slice(3);
      if (target !== undefined && !target.startsWith("/dev/"))
        put(target, from === undefined ? (frame.stdin ?? ANY) : m.read(from, frame));
      return;
    }
    case "npm":
    case "pnpm":
      if (argv[0] === "pkg" && argv[1] === "set")
        put("package.json", withScripts(argv.slice(2), m.read("package.json", frame)));
      return;
    default:
  }
}

/** `npm pkg set scripts.x="…"`: the package as it is afterwards, as far as scripts go. */
function withScripts(settings: readonly string[], before: string | null): string {
  let scripts: Record<string, unknown> = {};
  try {
    scripts = { ...(JSON.parse(before ?? "{}") as { scripts?: Record<string, unknown> }).scripts };
  } catch {
    // What stood there was no package; npm would stop, and what is set is judged all the same.
  }
  for (const setting of settings) {
    const [, dotted, inside, line] =
      /^scripts(?:\.([^=]+)|\[["']?([^\]=]*?)["']?\])=([\s\S]*)$/.exec(setting) ?? [];
    const name = dotted ?? inside;
    if (name !== undefined) scripts[name] = line;
  }
  return JSON.stringify({ scripts });
}

const JUDGED: ReadonlySet<string> = new Set(PROGRAMS);

/** `/usr/bin/git`, and `git` as `command -v git` prints it. */
function programAt(path: string): string | null {
  const name = nameOf(path);
  return /^[\w.+-]+$/.test(name) && (path === name || /(?:^|\/)s?bin\/[^/]+$/.test(path)) && JUDGED.has(name)
    ? name
    : null;
}
