/** The findings of all groups as one list: each thing once, with everyone who found it, the worst first. */
import type { CompoundAnswer, CompoundFinding, CompoundGroup } from "../../contract/compound.ts";
import { Severity } from "../../contract/severity.ts";
import { isSame } from "./fingerprint.ts";

export interface Found extends Omit<CompoundFinding, "id" | "after"> {
  /** Who found it, each group once. */
  readonly groups: readonly CompoundGroup[];
  /** Places in the merged list of what must be mended before it. Never leads back to itself. */
  readonly after: readonly number[];
}

interface Raw {
  readonly group: CompoundGroup;
  readonly finding: CompoundFinding;
}

export const severityOf = (severity: Severity): number => Severity.options.indexOf(severity);

/**
 * What is the same is one finding, also over a third that is the same as both; it has the words of the worst of them that is
 * most sure. The order of the answers makes no difference.
 */
export function mergeFindings(
  answers: readonly { readonly group: CompoundGroup; readonly answer: CompoundAnswer }[],
): readonly Found[] {
  const all = answers
    .flatMap(({ group, answer }) => answer.findings.map((finding): Raw => ({ group, finding })))
    .sort(worstFirst);
  const clusters: Raw[][] = [];
  for (const raw of all) {
    const mine = clusters.filter((cluster) => cluster.some((one) => isSame(one.finding, raw.finding)));
    const [first, ...others] = mine;
    if (first === undefined) clusters.push([raw]);
    else {
      first.push(...others.flat(), raw);
      for (const other of others) clusters.splice(clusters.indexOf(other), 1);
    }
  }
  const sorted = clusters.map((cluster) => cluster.sort(worstFirst)).sort(([a], [b]) => worstFirst(a, b));
  return withoutCycles(sorted.map((cluster) => foundOf(cluster, sorted)));
}

function foundOf(cluster: readonly Raw[], all: readonly (readonly Raw[])[]): Found {
  const [best] = cluster;
  if (best === undefined) throw new Error("a finding that nobody found");
  const { id: _id, after: _after, ...finding } = best.finding;
  const wanted = cluster.flatMap(({ group, finding: { after } }) => after.map((id) => ({ group, id })));
  const places = wanted.map(({ group, id }) =>
    all.findIndex((other) => other.some((raw) => raw.group === group && raw.finding.id === id)),
  );
  return {
    ...finding,
    groups: [...new Set(cluster.map((raw) => raw.group))].sort(),
    after: [...new Set(places)].filter((at) => at >= 0 && all[at] !== cluster).sort((a, b) => a - b),
  };
}

/** An order that leads back to where it began orders nothing: the edge that would close the circle is left out. */
function withoutCycles(found: readonly Found[]): readonly Found[] {
  const kept: number[][] = found.map(() => []);
  const reaches = (from: number, to: number): boolean =>
    from === to || (kept[from] ?? []).some((next) => reaches(next, to));
  return found.map((one, at) => {
    for (const before of one.after) if (!reaches(before, at)) kept[at]?.push(before);
    return { ...one, after: kept[at] ?? [] };
  });
}

/** A whole order, so that the same findings always come out the same. */
function worstFirst(a: Raw | undefined, b: Raw | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return (
    severityOf(b.finding.severity) - severityOf(a.finding.severity) ||
    b.finding.confidence - a.finding.confidence ||
    compare(a.finding.title, b.finding.title) ||
    compare(JSON.stringify([a.group, a.finding]), JSON.stringify([b.group, b.finding]))
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
