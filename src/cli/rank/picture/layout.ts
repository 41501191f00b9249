/**
 * Where each issue stands. What is tied together is laid out by dagre, left to right from what comes first; these groups
 * are then put in rows beside one another, the largest first, and single issues in a grid below: one call for
 * everything would put a hundred single issues into one column.
 */
import dagre from "@dagrejs/dagre";

export const BOX = { width: 208, height: 50 };
const GAP = 28;

export interface Place {
  readonly x: number;
  readonly y: number;
}
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** At least two. */
  readonly points: readonly Place[];
}
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** The upper left corner of each box. */
  readonly boxes: ReadonlyMap<string, Place>;
  readonly arrows: readonly Arrow[];
}

type Line = readonly [from: string, to: string];

export function layOut(nodes: readonly string[], lines: readonly Line[]): Layout {
  const groups = groupsOf(nodes, lines);
  const tied = groups.filter(({ length }) => length > 1).map((group) => layOutGroup(group, lines));
  tied.sort((a, b) => b.boxes.size - a.boxes.size);
  const single = groups.filter(({ length }) => length === 1).flat();
  const area = tied.reduce((sum, one) => sum + one.width * one.height, 0);
  const grid = single.length * (BOX.width + GAP) * (BOX.height + GAP);
  const width = Math.max(
    ...tied.map((one) => one.width),
    Math.sqrt((area + grid) * 1.8),
    3 * (BOX.width + GAP),
  );
  const boxes = new Map<string, Place>();
  const arrows: Arrow[] = [];
  let at = { x: 0, y: 0 };
  let below = 0;
  for (const one of tied) {
    if (at.x > 0 && at.x + one.width > width) at = { x: 0, y: below };
    for (const [ref, place] of one.boxes) boxes.set(ref, moved(place, at));
    for (const arrow of one.arrows) arrows.push({ ...arrow, points: arrow.points.map((p) => moved(p, at)) });
    below = Math.max(below, at.y + one.height + GAP);
    at = { x: at.x + one.width + GAP * 2, y: at.y };
  }
  const columns = Math.max(1, Math.floor((width + GAP) / (BOX.width + GAP)));
  single.forEach((ref, i) => {
    const row = Math.floor(i / columns);
    boxes.set(ref, { x: (i % columns) * (BOX.width + GAP), y: below + row * (BOX.height + GAP) });
  });
  const all = [...boxes.values()];
  return {
    width: Math.max(width, ...tied.map((one) => one.width)),
    height: Math.max(below - GAP, ...all.map(({ y }) => y + BOX.height), 0),
    boxes,
    arrows,
  };
}

const moved = (place: Place, by: Place): Place => ({ x: place.x + by.x, y: place.y + by.y });

function layOutGroup(group: readonly string[], lines: readonly Line[]): Layout {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 56, edgesep: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  const own = new Set(group);
  for (const ref of group) graph.setNode(ref, { ...BOX });
  for (const [from, to] of lines) if (own.has(from)) graph.setEdge(from, to);
  dagre.layout(graph);
  const boxes = new Map(
    group.map((ref) => {
      const { x = 0, y = 0 } = graph.node(ref);
      return [ref, { x: x - BOX.width / 2, y: y - BOX.height / 2 }];
    }),
  );
  const arrows = graph.edges().map(({ v, w }) => ({ from: v, to: w, points: graph.edge(v, w).points ?? [] }));
  const { width = 0, height = 0 } = graph.graph();
  return { width, height, boxes, arrows };
}

/** What is tied together, each in the order given. */
function groupsOf(nodes: readonly string[], lines: readonly Line[]): string[][] {
  const beside = new Map<string, string[]>(nodes.map((ref) => [ref, []]));
  for (const [from, to] of lines) {
    beside.get(from)?.push(to);
    beside.get(to)?.push(from);
  }
  const seen = new Set<string>();
  return nodes.flatMap((start) => {
    if (seen.has(start)) return [];
    const group = [start];
    seen.add(start);
    for (const ref of group) {
      for (const next of beside.get(ref) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        group.push(next);
      }
    }
    return [group];
  });
}
