/** A ranking as lists: what is ready and why, what waits and for whom, what is under way, and what is held and by what. */
import type { RankedNode, RankingView } from "../../contract/ranking.ts";
import { name } from "../../core/ranking/finding.ts";
import { colors } from "../output.ts";
import { table } from "../table.ts";

export function* lists(view: RankingView): Generator<string> {
  const titles = new Map(
    view.nodes.map((node) => [node.ref, node.title.replaceAll(/\s+/g, " ").slice(0, 60)]),
  );
  const titled = view.nodes.some(({ title }) => title !== "");
  const end = (ref: RankedNode["ref"]) => (titled ? [titles.get(ref) ?? ""] : []);
  const head = titled ? ["title"] : [];
  yield colors.bold(`Ready (${view.ready.length})`);
  if (view.ready.length > 0) {
    const rows = view.ready.map(({ number, rank, terms }, i) => [
      i + 1,
      `#${number}`,
      rank.toFixed(6),
      `${terms.rank.toFixed(2)} × average`,
      priorityWord(terms.priority),
      `${Math.round(terms.age * 100)} %`,
      terms.pin === 1 ? "pinned" : "",
      ...end(number),
    ]);
    yield table(["", "issue", "rank", "why", "priority", "age", "", ...head], rows);
  }
  yield colors.bold(`Blocked (${view.blocked.length})`);
  if (view.blocked.length > 0) {
    const rows = view.blocked.map((one) => [
      `#${one.number}`,
      one.rank.toFixed(6),
      one.blocked_by.map(name).join(", "),
      ...end(one.number),
    ]);
    yield table(["issue", "rank", "blocked by", ...head], rows);
  }
  const standing = (wanted: RankedNode["standing"]) => view.nodes.filter((n) => n.standing === wanted);
  const rows = (nodes: readonly RankedNode[]) =>
    nodes.map(({ ref, rank, by }) => [name(ref), (rank ?? 0).toFixed(6), by ?? "", ...end(ref)]);
  const working = standing("working");
  if (working.length > 0) {
    yield colors.bold(`In work (${working.length})`);
    yield table(["issue", "rank", "by", ...head], rows(working));
  }
  const held = standing("held");
  if (held.length > 0) {
    yield colors.bold(`Held (${held.length})`);
    yield table(["issue", "rank", "by", ...head], rows(held));
  }
  for (const { kind, message } of view.findings) {
    if (kind !== "held") yield `${colors.yellow(kind)}: ${message}`;
  }
}

export const priorityWord = (priority: number): string =>
  priority === 0 ? "" : (["low", "", "medium", "high", "critical"][priority + 1] ?? "");
