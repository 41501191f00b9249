/** What languages have that the strings of their calls do not show: build descriptions above all. */
import { deeper, type Frame, type Machine } from "../run/machine.ts";
import { ENV } from "../value.ts";
import { filled } from "./holes.ts";

const WORD = /"((?:[^"\\]|\\.)*)"|([^\s"()]+)/g;
const plain = (text: string): readonly string[] =>
  [...text.matchAll(WORD)].map(([, quoted, bare]) => unknown(quoted ?? bare ?? ""));
const unknown = (text: string): string => filled(text, "${", "}", () => ENV);

/** What the strings of these languages do not show. */
export const OTHERS: Readonly<Record<string, (text: string, own: Frame, m: Machine) => void>> = {
  cmake: (written, own, m) => {
    const set = new Map<string, string>();
    for (const [, name = "", value = ""] of written.matchAll(/\bset\s?\(\s?([A-Za-z_]\w*)\s"?([^\s"()$]+)/gi))
      set.set(name, value);
    let length = 0;
    const text = written.replace(/\$(ENV)?\{(\w+)\}/g, (whole, outer?: string, name = "") => {
      const value = outer === undefined ? set.get(name) : name === "HOME" ? m.context.home : undefined;
      length += value?.length ?? 0;
      return value === undefined || length > written.length ? whole : value;
    });
    for (const [, file = ""] of text.matchAll(/\binclude\s?\(\s?"?([^\s"()$]+)/gi)) {
      const more = m.read(file, own);
      if (more !== null) m.code("cmake", more, deeper(own));
    }
    for (const [, how = "", rest = ""] of text.matchAll(/\bfile\s*\(\s*(\w+)\s([^()]*)\)/gi)) {
      const paths = plain(rest);
      if (/^REMOVE/i.test(how)) m.argv(["rm", "-rf", "--", ...paths], own);
      else if (/^(?:WRITE|APPEND|TOUCH|CONFIGURE|GENERATE)$/i.test(how)) m.open(paths[0] ?? "", "write", own);
      else if (/^RENAME$/i.test(how)) m.argv(["mv", ...paths.slice(0, 2)], own);
    }
    for (const part of text.split(/\bCOMMAND\s/).slice(1))
      m.argv(plain(/^[^()]*/.exec(part)?.[0].split(/\s[A-Z_]{5,}\b/, 1)[0] ?? ""), own);
  },
  groovy: (text, own, m) => {
    for (const [, path = ""] of text.matchAll(/\bdelete\s?\(?\s?["']((?:\/|~|\.\.\/)[^"'\n]*)["']/g))
      m.argv(["rm", "-rf", "--", path], own);
  },
  lisp: (text, own, m) => {
    for (const [, line = ""] of text.matchAll(/\((?:run|system)\s([^()"]*)\)/g)) m.text(line, own);
    for (const [, list = ""] of text.matchAll(/\["shell"([^[\]]*)\]/g)) m.argv(plain(list), own);
  },
  elixir: (text, own, m) => {
    for (const [, line = ""] of text.matchAll(/"cmd\s([^"\n]*)"/g)) m.text(line, own);
  },
  m4: (text, own, m) => {
    for (const [, line = ""] of text.matchAll(/syscmd\s*\(\s*`?([^')]*)/g)) m.text(line, own);
  },
  tex: (text, own, m) => {
    for (const [, line = ""] of text.matchAll(/\\write18\s*\{([^{}]*)\}/g)) m.text(line, own);
  },
  gnuplot: (text, own, m) => {
    for (const [, line = ""] of text.matchAll(/^[ \t]*!(.+)$/gm)) m.text(line, own);
  },
  xml,
};

/** ant's and Maven's ways to delete and to start something, properties filled in. */
function xml(written: string, own: Frame, m: Machine): void {
  const set = new Map<string, string>();
  const quoted = written.replace(/=\s?'([^'"<>]*)'/g, '="$1"');
  for (const [, name = "", value = ""] of quoted.matchAll(
    /<property\s+name="([^"<>]*)"\s+(?:value|location)="([^"<>$]*)"/g,
  ))
    set.set(name, value);
  const from = quoted.indexOf("<properties>");
  const properties = from < 0 ? "" : (quoted.slice(from).split("</properties>", 1)[0] ?? "");
  for (const [, name = "", value = ""] of properties.matchAll(/<([\w.-]+)>([^<>$]*)(?=<)/g))
    set.set(name, value);
  // The machine's own.
  set.set("user.home", m.context.home);
  let length = 0;
  const text = filled(quoted, "${", "}", (hole) => {
    const value = set.get(hole.slice(2, -1));
    length += value?.length ?? 0;
    return value === undefined || length > written.length ? ENV : value;
  });
  for (const part of text.split(/<delete\b/).slice(1)) {
    const [tag = ""] = /^[^<>]*>?/.exec(part) ?? [];
    const inside = tag.endsWith("/>") ? "" : (part.split("</delete>", 1)[0] ?? "");
    for (const [, path = ""] of `${tag} ${inside}`.matchAll(/\b(?:dir|file)\s?=\s?"([^"<>]*)"/g))
      m.argv(["rm", "-rf", "--", path], own);
  }
  for (const task of text.split(/<exec\b/).slice(1)) {
    const [tag = ""] = /^[^<>]*>?/.exec(task) ?? [];
    const program = /\bexecutable\s?=\s?"([^"]*)"/.exec(tag)?.[1] ?? "";
    const inside = tag.endsWith("/>") ? "" : (task.split("</exec>", 1)[0] ?? "");
    const args = [...inside.matchAll(/<arg\s+(?:value|line)\s?=\s?"([^"]*)"/g)].map(([, arg = ""]) => arg);
    m.argv([program, ...args.flatMap((arg) => arg.split(" "))], own);
    if (args[0] === "-c") m.argv([program, ...args], own);
  }
  for (const part of text.split("<executable>").slice(1)) {
    const [program = "", ...rest] = part.split("</executable>", 2);
    const [list = ""] = (rest[0] ?? "").split("</configuration>", 1);
    const args = [...list.matchAll(/<(?:argument|commandlineArgs)>([^<>]*)</g)].map(([, arg = ""]) => arg);
    m.argv([program.trim(), ...args.flatMap((arg) => (args.length === 1 ? arg.split(" ") : [arg]))], own);
  }
  if (text.includes("maven-clean-plugin"))
    for (const [, path = ""] of text.matchAll(/<directory>([^<>]*)<\/directory>/g))
      m.argv(["rm", "-rf", "--", path.trim()], own);
  for (const [, file = ""] of text.matchAll(/<import\s+file="([^"<>]+)"/g)) {
    const more = m.read(file, own);
    if (more !== null) m.code("xml", more, deeper(own));
  }
}
