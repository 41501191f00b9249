/** Tcl, and `expect`, which types into the programs that it starts. */
import { deeper, type Frame, type Machine } from "../run/machine.ts";

export function tcl(written: string, here: Frame, m: Machine): void {
  const set = new Map<string, string>();
  for (const [, name = "", value = ""] of written.matchAll(/\bset\s([A-Za-z_]\w*)\s["{]?([^\s"{}\n[\]$;]+)/g))
    set.set(name, value);
  let length = 0;
  const text = written.replace(/\$(\w+)/g, (whole, name: string) => {
    const value = length > written.length ? whole : (set.get(name) ?? whole);
    length += value.length;
    return value;
  });
  for (const [, line = ""] of text.matchAll(/\b(?:exec|spawn|system)\s+([^\n;\]]+)/g)) m.text(line, here);
  for (const [, line = ""] of text.matchAll(/\bfile\s+(?:delete|rename)\s+([^\n;\]]+)/g))
    m.text(`rm ${line.replace(/^-force\b|^--/, "")}`, here);
  for (const [, path = ""] of text.matchAll(/\bopen\s+(\S+)\s+[wa]/g)) m.open(path, "write", here);
  for (const [, typed = ""] of text.matchAll(/\bsend\s(?:--?\s|-h\s)?"([^"\n]*)"/g))
    m.text(typed.replace(/\\[rn]/g, "\n"), { ...here, lenient: true });
  for (const [, file = ""] of text.matchAll(/\bsource\s([^\s;\]]+)/g)) {
    const more = m.read(file, here);
    if (more !== null) m.code("tcl", more, deeper(here));
  }
}
