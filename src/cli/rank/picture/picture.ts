/** A ranking as one SVG text: a box for each issue with rank and standing, an arrow to what waits, cycles in red, a legend. */
import type { IssueStanding, RankedNode, RankingView } from "../../../contract/ranking.ts";
import { name } from "../../../core/ranking/finding.ts";
import { type Arrow, BOX, layOut, type Place } from "./layout.ts";
import { cut, escaped } from "./words.ts";

export interface Asked {
  /** Of the picture; "" for none. */
  readonly title: string;
  /** Also closed issues that no open one is tied to. */
  readonly closed: boolean;
}

export interface Picture {
  readonly svg: string;
  readonly shown: number;
  /** Closed issues that are not in it. */
  readonly hidden: number;
}

interface Look {
  readonly fill: string;
  readonly line: string;
  readonly word: string;
}

const LOOKS: Readonly<Record<IssueStanding, Look>> = {
  ready: { fill: "#d9f2e0", line: "#1a7f37", word: "ready" },
  working: { fill: "#dbeafe", line: "#1d4ed8", word: "in work" },
  blocked: { fill: "#fdf0d5", line: "#9a6700", word: "blocked" },
  held: { fill: "#efe3f8", line: "#7c3aad", word: "held" },
  done: { fill: "#f1f3f5", line: "#8a929a", word: "done" },
  elsewhere: { fill: "#ffffff", line: "#57606a", word: "elsewhere" },
};
const RED = "#cf222e";
const MARGIN = 24;
const HEAD = 92;

export function picture(view: RankingView, { title, closed }: Asked): Picture {
  const nodes = closed ? view.nodes : view.nodes.filter(tiedToOpen(view));
  const there = new Set(nodes.map(({ ref }) => ref));
  const edges = view.edges.filter(({ issue, blocked_by }) => there.has(issue) && there.has(blocked_by));
  const place = new Map(view.ready.map(({ number }, i) => [number as RankedNode["ref"], i + 1]));
  const group = new Map<string, number>();
  view.findings
    .filter(({ kind }) => kind === "cycle")
    .forEach(({ issues }, i) => {
      for (const ref of issues) group.set(String(ref), i);
    });
  const order = [...nodes].sort(
    (a, b) =>
      first(a) - first(b) ||
      (place.get(a.ref) ?? 0) - (place.get(b.ref) ?? 0) ||
      (b.rank ?? 0) - (a.rank ?? 0),
  );
  const laid = layOut(
    order.map(({ ref }) => String(ref)),
    edges.map(({ issue, blocked_by }) => [String(blocked_by), String(issue)]),
  );
  const width = Math.ceil(Math.max(laid.width, 780) + MARGIN * 2);
  const height = Math.ceil(laid.height + HEAD + MARGIN * 2);
  const inCycle = ({ from, to }: Arrow) => group.has(from) && group.get(from) === group.get(to);
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" role="img">`,
    `<title>${escaped(heading(title))}</title>`,
    `<defs>${tip("tip", "#57606a")}${tip("tip-cycle", RED)}</defs>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...head(view, heading(title), nodes),
    `<g transform="translate(${MARGIN} ${HEAD + MARGIN})">`,
    ...laid.arrows.map((arrow) => drawArrow(arrow, inCycle(arrow))),
    ...order.map((node) =>
      drawBox(
        node,
        laid.boxes.get(String(node.ref)) ?? { x: 0, y: 0 },
        place.get(node.ref),
        group.has(String(node.ref)),
      ),
    ),
    "</g>",
    "</svg>",
  ];
  return {
    svg: lines.join("\n"),
    shown: nodes.length,
    hidden: view.nodes.length - nodes.length + view.left_out,
  };
}

const heading = (title: string): string => (title === "" ? "Ranking of issues" : `Ranking of ${title}`);

const ORDER: readonly IssueStanding[] = ["ready", "working", "blocked", "held", "elsewhere", "done"];
const first = ({ standing }: RankedNode): number => ORDER.indexOf(standing);

/** Open ones, and closed ones that an open one is tied to directly. */
function tiedToOpen({ nodes, edges }: RankingView): (node: RankedNode) => boolean {
  const done = new Set(nodes.filter((node) => node.standing === "done").map(({ ref }) => ref));
  const tied = new Set<RankedNode["ref"]>();
  for (const { issue, blocked_by } of edges) {
    if (!done.has(issue)) tied.add(blocked_by);
    if (!done.has(blocked_by)) tied.add(issue);
  }
  // Elsewhere counts for nothing here: only an open issue of this project makes a closed one worth its place.
  return (node) => (node.standing === "done" || node.standing === "elsewhere" ? tied.has(node.ref) : true);
}

function* head(view: RankingView, title: string, nodes: readonly RankedNode[]): Generator<string> {
  const count = (standing: IssueStanding) => nodes.filter((node) => node.standing === standing).length;
  yield text(MARGIN, 34, cut(title, 70), 'font-size="18" font-weight="600" fill="#1f2328"');
  const none =
    nodes.length === 0
      ? "There is no open issue."
      : "An arrow leads from what comes first to what waits for it; the percentage is the rank (PageRank).";
  yield text(MARGIN, 54, none, 'font-size="12" fill="#57606a"');
  let x = MARGIN;
  for (const standing of ORDER) {
    const { fill, line, word } = LOOKS[standing];
    yield `<rect x="${x}" y="70" width="16" height="16" rx="4" fill="${fill}" stroke="${line}"${dashed(standing)}/>`;
    yield text(x + 23, 82, `${word} ${count(standing)}`, 'font-size="12" fill="#1f2328"');
    x += 106;
  }
  const cycles = view.findings.filter(({ kind }) => kind === "cycle").length;
  if (cycles === 0) return;
  yield `<rect x="${x}" y="70" width="16" height="16" rx="4" fill="#ffffff" stroke="${RED}" stroke-width="2.5"/>`;
  yield text(x + 23, 82, cycles === 1 ? "a cycle" : `${cycles} cycles`, `font-size="12" fill="${RED}"`);
}

function drawBox(node: RankedNode, { x, y }: Place, place: number | undefined, inCycle: boolean): string {
  const { fill, line, word } = LOOKS[node.standing];
  const stroke = inCycle ? RED : line;
  const by = node.by === null ? "" : `, ${node.standing === "working" ? "by" : "held by"} ${node.by}`;
  const full = `${name(node.ref)} ${node.title}\n${word}${by}${inCycle ? ", in a cycle" : ""}`;
  const label = place === undefined ? word : `${place}. ${word}`;
  const rank = node.rank === null ? "" : `${(node.rank * 100).toFixed(1)} %`;
  // A name of another repository is as long as a title, and stands in its place.
  const own = typeof node.ref === "number";
  const second = own ? node.title || (node.by ?? "") : node.ref;
  return [
    `<g transform="translate(${round(x)} ${round(y)})"><title>${escaped(full)}</title>`,
    `<rect width="${BOX.width}" height="${BOX.height}" rx="7" fill="${fill}" stroke="${stroke}" stroke-width="${inCycle ? 2.5 : 1.2}"${dashed(node.standing)}/>`,
    text(11, 20, own ? name(node.ref) : "", 'font-size="12.5" font-weight="600" fill="#1f2328"'),
    text(
      BOX.width - 11,
      20,
      `${label}${rank === "" ? "" : ` · ${rank}`}`,
      `font-size="11" fill="${line}" text-anchor="end"`,
    ),
    text(11, 39, cut(String(second), 28), 'font-size="12" fill="#3d444d"'),
    "</g>",
  ].join("");
}

function drawArrow({ points }: Arrow, inCycle: boolean): string {
  const [start, ...rest] = points;
  if (start === undefined) return "";
  const color = inCycle ? RED : "#57606a";
  // Through the middles of the pieces, with the given points as handles: no corners.
  let path = `M${at(start)}`;
  rest.forEach((point, i) => {
    const next = rest[i + 1];
    if (next === undefined) path += ` L${at(point)}`;
    else path += ` Q${at(point)} ${at({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="${inCycle ? 2.2 : 1.3}" marker-end="url(#${inCycle ? "tip-cycle" : "tip"})"/>`;
}

const tip = (id: string, color: string): string =>
  `<marker id="${id}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.5 L8 4 L0 7.5 z" fill="${color}"/></marker>`;

const dashed = (standing: IssueStanding): string =>
  standing === "elsewhere" ? ' stroke-dasharray="4 3"' : "";

const text = (x: number, y: number, said: string, style: string): string =>
  `<text x="${x}" y="${y}" ${style}>${escaped(said)}</text>`;

const round = (value: number): string => String(Math.round(value * 10) / 10);
const at = ({ x, y }: Place): string => `${round(x)} ${round(y)}`;
