/** Text that is no TOML, as a complaint in the words of a person. The parser stops at the first such place. */
import type { TomlError } from "smol-toml";
import type { Complaint } from "./complaint.ts";
import { blot, SECRET_KEY } from "./secrets.ts";

export function syntaxComplaint(text: string, error: TomlError): Complaint {
  const source = (blot(text).split("\n")[error.line - 1] ?? "").replace(/\r$/, "");
  const [said = ""] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
  return {
    at: `line ${error.line}, column ${error.column}`,
    message: `this is no TOML: ${blot(said)}`,
    severity: "error",
    code: "syntax",
    line: error.line,
    column: error.column,
    length: 1,
    source,
    expected: "",
    nearest: "",
    help: text.includes("\0") ? UTF_16 : advice(source, said),
  };
}

/** Of two bytes for each letter one is nothing: no other text has that. Windows' shells write such files with `>`. */
const UTF_16 = "it looks like UTF-16; save it as UTF-8\nnothing after this place was looked at";

/** Whether a text that begins with a quote ends with the same one, before a comment or the end of the line. */
const closes = (value: string): boolean => /^(?:"(?:[^"\\]|\\.)*"|'[^']*')\s*(?:[,#\]}].*)?$/.test(value);

/** The mistakes that people make most, told by the line. */
function advice(source: string, said: string): string {
  const rest = "nothing after this place was looked at";
  const [, key = "key", value = ""] = /^\s*([\w.-]+)\s*[=:]\s*(.*?)\s*$/.exec(source) ?? [];
  if (SECRET_KEY.test(key)) return `secrets never stand in this file: take it out\n${rest}`;
  if (/^\s*\{/.test(source)) return `this is JSON; write [gitea] and key = value, as adf setup does\n${rest}`;
  if (
    /^\s*\[/.test(source) &&
    !/^\s*(?:\[[^[\]]*\]|\[\[[^[\]]*\]\])\s*(?:#.*)?$/.test(source) &&
    !source.includes("=")
  )
    return `a section stands in one pair of brackets, a list of them in two: [gitea], [[projects]]\n${rest}`;
  if (/^\s*[\w-]+\s*:/.test(source)) return `write = and not : between key and value\n${rest}`;
  if (/already|redefin|duplicate/i.test(said)) return `this name stands twice; keep one\n${rest}`;
  if (/^(?:True|False|yes|no|on|off)$/i.test(value) && !/^(?:true|false)$/.test(value))
    return `write ${key} = ${/^(?:true|yes|on)$/i.test(value) ? "true" : "false"}\n${rest}`;
  if (/^[“”„‘’«]/.test(value)) return `write straight quotes: ${key} = "…"\n${rest}`;
  if (/^["'](?!["']{2})/.test(value) && !closes(value))
    return `the quote is not closed: ${key} = "…"\n${rest}`;
  if (value === "" && /=\s*$/.test(source)) return `there is no value: ${key} = "…"\n${rest}`;
  if (/^[+-]?\d+$/.test(value)) return `the number is too large to be meant\n${rest}`;
  if (/^[^\s"'=#[]*[^ -~][^"'=]*=/.test(source.trim()))
    return `keys are plain letters, digits, _ and -\n${rest}`;
  if (/^[A-Za-z_<$@*\d][^"'[{]*$/.test(value)) return `text stands in quotes: ${key} = "…"\n${rest}`;
  return rest;
}
