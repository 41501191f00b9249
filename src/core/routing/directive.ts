/**
 * The lines of a scenario file that say something: `key:: value`, `type::: value`, `priority = n`. Headings, prose and
 * fenced code say nothing. A line with an unknown key that is nearly a known one is given too, as `slip`.
 */
import { editDistance } from "../mention/nearest.ts";

const KEYS = {
  type: "type",
  priority: "priority",
  synonyms: "synonyms",
  route: "route",
  routing: "route",
  action: "action",
  is_free: "is_free",
  free: "is_free",
  trigger: "trigger",
  pinned: "pinned",
  requires: "requires",
  example: "example",
} as const;
export type DirectiveKey = (typeof KEYS)[keyof typeof KEYS];

export interface Directive {
  readonly key: DirectiveKey;
  readonly value: string;
  readonly line: number;
  /** Where the value begins, from 1; the key where there is no value. */
  readonly column: number;
  readonly source: string;
}

export interface Slip {
  readonly written: string;
  readonly meant: string;
  readonly line: number;
  readonly column: number;
  readonly source: string;
}

export interface Lines {
  readonly heading: string | null;
  readonly directives: readonly Directive[];
  readonly slips: readonly Slip[];
}

export function readDirectives(text: string): Lines {
  let heading: string | null = null;
  let fence: string | null = null;
  const directives: Directive[] = [];
  const slips: Slip[] = [];
  text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .forEach((source, index) => {
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(source)?.[1];
      if (mark !== undefined && (fence === null || mark.startsWith(fence)))
        fence = fence === null ? mark : null;
      if (mark !== undefined || fence !== null) return;
      if (source.startsWith("#")) {
        heading ??= source.replace(/^#+\s*/, "").trim() || null;
        return;
      }
      const line = index + 1;
      const found = /^(\s*(?:[-*]\s+)?)([A-Za-z_]+)(:::?|\s*=)(\s*)(.*)$/.exec(source);
      if (found === null) return;
      const [, lead = "", written = "", sign = "", gap = "", rest = ""] = found;
      const name = written.toLowerCase();
      const key = Object.hasOwn(KEYS, name) ? KEYS[name as keyof typeof KEYS] : null;
      if (sign.endsWith("=") && key !== "priority") return;
      const value = rest.trim();
      if (key !== null) {
        const column = lead.length + 1 + (value === "" ? 0 : written.length + sign.length + gap.length);
        directives.push({ key, value, line, column, source });
        return;
      }
      const meant = Object.keys(KEYS).find((known) => editDistance(known, name) <= 2 && name.length > 3);
      if (meant !== undefined && gap !== "")
        slips.push({ written, meant, line, column: lead.length + 1, source });
    });
  return { heading, directives, slips };
}
