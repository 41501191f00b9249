/** What smoke prints: a timed line for each hop as it comes, and at the end what stayed silent and why it may. */
import type { Mode } from "../../contract/config.ts";
import { colors } from "../output.ts";
import { type Course, type Hop, SAYS, silentHop } from "./hop.ts";
import { isGreen, type Told } from "./told.ts";

const seconds = (n: number | null): string => (n === null ? "" : n.toFixed(1)).padStart(7);

const line = (h: Hop): string => {
  const mark =
    h.status === "done"
      ? colors.green("ok     ")
      : colors.red(h.status === "skipped" ? "skipped" : "silent ");
  return `${mark} ${seconds(h.seconds)} s  ${SAYS[h.hop]}${h.note === "" ? "" : `: ${h.note}`}`;
};

/** Prints each hop once, in the order in which they come. */
export function progress(print: (text: string) => void): (course: Course) => void {
  const said = new Set<string>();
  return (course) => {
    const fresh = course.hops.filter((h) => h.status === "done" && !said.has(h.hop));
    for (const h of fresh.sort((a, b) => (a.seconds ?? 0) - (b.seconds ?? 0))) {
      said.add(h.hop);
      print(line(h));
    }
  };
}

export function* verdict(
  { course, causes, issue, left_open }: Told,
  { project }: { readonly project: string },
): Generator<string> {
  const silent = silentHop(course);
  for (const h of course.hops) if (h.status === "skipped") yield line(h);
  if (silent?.status === "silent") yield line(silent);
  yield "";
  if (silent === null && course.end === "observed") {
    yield `${colors.yellow("Not a whole cycle")}: ${project} is in the mode observe, which decides everything and writes nothing.`;
    yield `It saw #${issue} and ${course.hops.at(-1)?.note}; there it ends, and smoke closed its issue.`;
    yield `The other hops take the mode approve or auto: npm run -s adf -- promote ${project}`;
  } else if (silent === null) {
    const end = course.end === "question" ? "; the agent asked a question, and smoke closed its issue" : "";
    yield `${colors.green("Green")}: ${course.hops.length} hops${end}.`;
  } else {
    const verb = silent.status === "skipped" ? "was skipped" : "stays silent";
    yield `${colors.red("Not green")}: the hop "${silent.hop}" (${SAYS[silent.hop]}) ${verb}.`;
    yield "Most likely, and what to type:";
    for (const [i, c] of causes.entries()) {
      yield `  ${i + 1}. ${c.cause}${c.seen ? " (this is so now)" : ""}`;
      yield `     ${c.command}`;
    }
  }
  if (left_open !== null) yield `#${issue} could not be closed: ${left_open}`;
}

export function documentOf(
  { project, repo, mode }: { readonly project: string; readonly repo: string; readonly mode: Mode },
  { issue, course, causes, left_open }: Told,
): unknown {
  const silent = silentHop(course);
  return {
    project,
    repo,
    mode,
    issue,
    ok: isGreen({ issue, course, causes, left_open }),
    hops: course.hops,
    silent: silent === null ? null : { hop: silent.hop, says: SAYS[silent.hop], causes },
    left_open,
  };
}
