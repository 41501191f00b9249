/** The commands in a file of ninja, with the variables that stand at its top filled in. */

import { LIMITS } from "../limits.ts";
import { ENV } from "../value.ts";
import { TooMuch } from "./machine.ts";

export function ninjaCommands(text: string, read: (path: string) => string | null): readonly string[] {
  const variables = new Map<string, string>();
  const commands: string[] = [];
  const seen = new Set<string>();
  const fill = (value: string): string => {
    let length = 0;
    return value.replace(/\$(?:\$|\{([\w.-]+)\}|([\w-]+)|[ :])/g, (whole, braced?: string, bare?: string) => {
      const name = braced ?? bare;
      const put = name === undefined ? whole.slice(1) : (variables.get(name) ?? ENV);
      length += put.length;
      if (length > LIMITS.file) throw new TooMuch();
      return put;
    });
  };
  const file = (content: string): void => {
    for (const line of content.replace(/\$\n[ \t]*/g, "").split("\n")) {
      const [, indent = "", name = "", value = ""] =
        /^([ \t]*)([\w.-]+)[ \t]*=[ \t]*([\s\S]*)$/.exec(line) ?? [];
      if (name !== "" && indent === "") variables.set(name, fill(value));
      // CMake hands its own commands to one rule by a variable of this name.
      else if (/^(?:command|COMMAND)$/.test(name)) commands.push(value);
      const [, path = ""] = /^(?:include|subninja)[ \t]+(\S+)/.exec(line) ?? [];
      const more = path === "" || seen.has(path) ? null : read(fill(path));
      seen.add(path);
      if (more !== null) file(more);
    }
  };
  file(text);
  return commands.map(fill);
}
