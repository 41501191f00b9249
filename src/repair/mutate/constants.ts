/** Literals: one off, the neighbouring power of two, scale, other constants of the file, flags, names in scope. */
import type { AnyNode } from "acorn";
import { type Mutator, type Proposal, replace, type Site } from "./site.ts";

export const constants: Mutator = (site) => {
  const { node } = site;
  if (node.type === "TemplateElement") return templateText(site);
  if (node.type !== "Literal" || isModuleName(site)) return [];
  if (typeof node.value === "number") return numeric(site, node.value, node.raw ?? "");
  if (typeof node.value === "boolean")
    return [replace(node, String(!node.value), 0.7, `${node.value} becomes ${!node.value}`)];
  if (node.regex) return regular(site, node.regex.pattern, node.regex.flags);
  if (typeof node.value === "string") return text(site, node.raw ?? "");
  if (node.value === null) return [replace(node, "undefined", 0.3, "null becomes undefined")];
  return [];
};

const isModuleName = (site: Site): boolean =>
  site.parent !== null && /^(Import|Export)/.test(site.parent.type) && !/Default/.test(site.parent.type);

function numeric(site: Site, value: number, raw: string): Proposal[] {
  const like = (wanted: number) =>
    /^0x/i.test(raw) && wanted > 9 ? `0x${wanted.toString(16)}` : String(wanted);
  const offers = new Map<string, number>();
  const offer = (wanted: number, weight: number) => {
    if (Number.isFinite(wanted) && wanted !== value && !offers.has(like(wanted)))
      offers.set(like(wanted), weight);
  };
  offer(value + 1, 0.75);
  offer(value - 1, 0.75);
  for (const wanted of widths(value)) offer(wanted, 0.7);
  if (value === 0 || value === 1) offer(1 - value, 0.8);
  for (const factor of [2, 10, 60, 1000]) {
    if (value === 0) continue;
    offer(value * factor, 0.4);
    if (!Number.isInteger(value) || Number.isInteger(value / factor)) offer(value / factor, 0.4);
  }
  offer(-value, 0.4);
  if (value !== 0) offer(0, 0.4);
  for (const other of site.facts.numbers) if (!offers.has(other) && other !== raw) offers.set(other, 0.35);
  const found = [...offers].map(([wanted, weight]) =>
    replace(site.node, wanted.startsWith("-") ? `(${wanted})` : wanted, weight, `${raw} becomes ${wanted}`),
  );
  return [...found, ...namesFor(site, 0.3)];
}

/** For 2^k and 2^k - 1 the same at the usual widths: where 8 bits were meant to be 16 or 32. */
function widths(value: number): number[] {
  const edge = Math.log2(value);
  const mask = Math.log2(value + 1);
  if (value > 3 && Number.isInteger(mask)) return [8, 16, 32, mask + 1].map((bits) => 2 ** bits - 1);
  if (value > 3 && Number.isInteger(edge)) return [8, 16, 32, edge + 1].map((bits) => 2 ** bits);
  return [8, 16, 24, 32].includes(value) ? [8, 16, 24, 32] : [];
}

function text(site: Site, raw: string): Proposal[] {
  const found = namesFor(site, 0.45);
  for (const other of site.facts.strings)
    if (other !== raw) found.push(replace(site.node, other, 0.35, `${raw} becomes ${other}`));
  for (const other of USUAL)
    if (other !== raw) found.push(replace(site.node, other, 0.15, `${raw} becomes ${other}`));
  if (raw.length > 2) found.push(replace(site.node, '""', 0.3, `${raw} becomes empty`));
  return isKey(site) ? [] : found;
}

/** Texts of one character that programs compare, split and join with. */
export const USUAL: readonly string[] = ["\\n", "\\r", "\\t", " ", ",", "-", "/", ".", ":", ";", "_"].map(
  (text) => `"${text}"`,
);

const isKey = (site: Site): boolean =>
  site.parent?.type === "Property" && site.parent.key === site.node && !site.parent.computed;

/** What stands in a template between two values may be what should be a value: `/home/ci/${name}`. */
function templateText(site: Site): Proposal[] {
  const raw = site.source.slice(site.node.start, site.node.end);
  const path = /^[\w./~-]*[^/]/.exec(raw)?.[0] ?? "";
  if (path.length < 2) return [];
  return site.names
    .slice(0, 8)
    .map((name) =>
      replace(
        { start: site.node.start, end: site.node.start + path.length },
        `\${${name}}`,
        0.35,
        `"${path}" becomes the value of ${name}`,
      ),
    );
}

function namesFor(site: Site, weight: number): Proposal[] {
  if (site.ancestors.length < 3) return [];
  const found = site.names
    .slice(0, 12)
    .map((name, index) => replace(site.node, name, weight * 0.97 ** index, `a constant becomes ${name}`));
  for (const member of membersAround(site))
    found.push(replace(site.node, member, weight * 0.8, `a constant becomes ${member}`));
  return found;
}

/** Member expressions written elsewhere in the same function: `options.root`. */
function membersAround(site: Site): string[] {
  const fn = site.ancestors.findLast((node) => /Function/.test(node.type)) as AnyNode | undefined;
  if (fn === undefined) return [];
  const body = site.source.slice(fn.start, fn.end);
  const found = body.match(/\b(?:this|[a-z]\w*)\.#?[a-zA-Z_]\w*\b(?!\s*\()/g) ?? [];
  return [...new Set(found)].slice(0, 8);
}

function regular(site: Site, pattern: string, flags: string): Proposal[] {
  const found: Proposal[] = [];
  for (const flag of ["g", "i", "u", "m", "s"]) {
    const next = flags.includes(flag) ? flags.replace(flag, "") : flags + flag;
    found.push(
      replace(site.node, `/${pattern}/${next}`, 0.45, `flags ${flags || "none"} become ${next || "none"}`),
    );
  }
  const change = (from: number, to: number, text: string, weight: number, what: string) => {
    const next = pattern.slice(0, from) + text + pattern.slice(to);
    found.push(replace(site.node, `/${next}/${flags}`, weight, what));
  };
  for (const { index } of pattern.matchAll(/[+*?](?!\])/g)) {
    const old = pattern[index] as string;
    for (const other of ["+", "*", "?", ""]) {
      if (other !== old)
        change(index, index + 1, other, 0.4, `${old} in the pattern becomes ${other || "once"}`);
    }
  }
  // Behind a class, a group or an escape that nothing counts yet.
  for (const { index } of pattern.matchAll(/(?:[\])]|\\[a-zA-Z])(?![+*?{\]])/g)) {
    const end = index + (pattern[index] === "\\" ? 2 : 1);
    for (const count of ["+", "*", "?"]) change(end, end, count, 0.4, `once in the pattern becomes ${count}`);
  }
  return found;
}
