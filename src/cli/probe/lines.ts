/** The probes as a table, with under it what is wrong and what to do about it. */
import type { ProbeBoard, ProbeView } from "../../contract/probe.ts";
import { colors } from "../output.ts";
import { table } from "../table.ts";

export function* probeLines({ ways, today, withheld }: ProbeBoard): Generator<string> {
  const runners = new Set(ways.map((way) => way.runner));
  const several = runners.size > 1;
  const head = ["CLI", "provider", "alias", "state", "answered by", "tokens", "latency", "cost"];
  const rows = ways.map((way) => [
    ...(several ? [way.runner] : []),
    way.cli,
    way.provider,
    way.model,
    STATE[way.state](way),
    way.no_model && way.state === "healthy" ? "no model" : (way.answered ?? "–"),
    tokensText(way),
    way.seconds === null ? "–" : `${way.seconds.toFixed(1)} s`,
    way.usd === null ? "–" : `$${way.usd.toFixed(4)}`,
  ]);
  yield table(several ? ["runner", ...head] : head, rows);
  for (const way of ways.filter(({ state }) => state === "unhealthy" || state === "unproved")) {
    const where = `${way.cli} → ${way.provider} → ${way.model}${several ? ` on ${way.runner}` : ""}`;
    yield "";
    yield `${colors.yellow(where)}: ${(way.detail ?? "").trim().replace(/\s+/g, " ")}`;
    if (way.next !== null) yield `  → ${way.next}`;
  }
  if (withheld !== null) yield colors.yellow(`\nNot everything was asked: ${withheld}.`);
  yield `\n${summary(ways)} Today (UTC): ${today.probes} of ${today.most} probes, $${today.usd.toFixed(4)}.`;
}

const STATE: Readonly<Record<ProbeView["state"], (way: ProbeView) => string>> = {
  healthy: () => colors.green("healthy"),
  unhealthy: ({ failure }) => colors.red(`unhealthy: ${(failure ?? "").replaceAll("_", " ")}`),
  unproved: () => colors.yellow("cannot be shown"),
  no_cli: () => colors.dim("no CLI here"),
  unasked: () => colors.dim("not asked yet"),
  waiting: () => colors.yellow("waits for the runner"),
  running: () => colors.yellow("is being asked"),
};

function tokensText({ tokens }: ProbeView): string {
  if (tokens === null) return "–";
  const cached = tokens.cached > 0 ? ` (+${tokens.cached} cached)` : "";
  return `${tokens.input}${cached} in, ${tokens.output} out`;
}

function summary(ways: readonly ProbeView[]): string {
  const count = (state: ProbeView["state"]) => ways.filter((way) => way.state === state).length;
  const parts = [
    [count("healthy"), "healthy"],
    [count("unhealthy"), "unhealthy"],
    [count("unproved"), "cannot be shown"],
    [count("no_cli"), "without their CLI here"],
    [count("waiting") + count("running"), "not back yet"],
  ] as const;
  const told = parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  return `${told.join(", ") || "Nothing to ask"}.`;
}
