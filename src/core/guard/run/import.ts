/** Files of the checkout that code on the command line takes in by name: `-c 'import x'`, `-e 'require("./x")'`. */
import { codeFile } from "./disk.ts";
import type { Frame, Machine } from "./machine.ts";

const MODULES = /\b(?:import|from)\s{1,9}([A-Za-z_][\w.]*(?:\s{0,9},\s{0,9}[A-Za-z_][\w.]*)*)/g;
const SCRIPTS = /["']([\w./-]+\.py)["']/g;
const TAKEN =
  /\b(?:require(?:_relative|_once)?|import|from|load(?:file|-file)?|do(?:file)?|include(?:_once)?|source)\b\s{0,9}\(?\s{0,9}["']([^"'\n]+)["']/g;

export function imported(language: string, code: string, frame: Frame, m: Machine): void {
  const found = new Set<string>();
  if (language === "python") {
    for (const [, names = ""] of code.matchAll(MODULES))
      for (const name of names.split(",")) {
        const path = name.trim().replaceAll(".", "/");
        for (const end of [".py", "/__init__.py"]) found.add(path + end);
      }
    for (const [, file = ""] of code.matchAll(SCRIPTS)) found.add(file);
  } else for (const [, file = ""] of code.matchAll(TAKEN)) found.add(file);
  for (const file of found) {
    m.step();
    codeFile(file, language, [], frame, m);
  }
}
