/** The state of the factory as Prometheus reads it (text format 0.0.4). Names and labels are stable. */
import type { ProbeView } from "../../contract/probe.ts";
import type { FactoryState, ProjectView } from "../../contract/state.ts";
import { type Family, written } from "./prometheus.ts";

export function metrics(state: FactoryState): string {
  return families(state).map(written).join("");
}

function families({ build, projects, runners, shared }: FactoryState): Family[] {
  const each = (
    name: string,
    help: string,
    value: (p: ProjectView) => number,
    type: Family["type"] = "gauge",
  ) => ({
    name,
    help,
    type,
    samples: projects.map((p) => [{ project: p.name }, value(p)] as const),
  });
  const counted = (
    name: string,
    help: string,
    label: string,
    values: (p: ProjectView) => readonly string[],
  ) => ({
    name,
    help,
    type: "gauge" as const,
    samples: projects.flatMap((p) =>
      [...tally(values(p))].map(([value, n]) => [{ project: p.name, [label]: value }, n] as const),
    ),
  });
  return [
    { name: "adf_build_info", help: "The build that runs.", type: "gauge", samples: [[{ build }, 1]] },
    each("adf_project_paused", "1 while a person has paused it.", (p) => Number(p.paused)),
    each("adf_project_settled", "1 while nothing moves by itself.", (p) => Number(p.settled)),
    each("adf_issues_open", "Open issues.", (p) => p.issues.filter((i) => i.state === "open").length),
    each(
      "adf_issues_held",
      "Open issues that may not be taken now.",
      (p) => p.issues.filter((i) => i.state === "open" && i.held_by !== null).length,
    ),
    counted("adf_work_items", "The newest work items, by phase.", "phase", (p) =>
      p.work_items.map((i) => i.phase),
    ),
    counted("adf_jobs", "Their jobs, by state.", "state", (p) =>
      p.work_items.flatMap((i) => i.jobs.map((j) => j.state)),
    ),
    each("adf_effects_proposed", "Writes that wait for a person.", (p) => p.effects.proposed),
    each("adf_effects_pending", "Writes that wait for the forge.", (p) => p.effects.pending),
    each("adf_effects_dead_total", "Writes refused, denied or withdrawn.", (p) => p.effects.dead, "counter"),
    each("adf_notices_pending", "What notifiers have still to tell.", (p) => p.notices.pending),
    each("adf_notices_dead", "What they could not deliver.", (p) => p.notices.dead),
    each("adf_spend_usd_today", "Spent on models since midnight UTC.", (p) => p.spend.today.usd),
    each("adf_tokens_today", "Tokens used since midnight UTC.", (p) => p.spend.today.tokens),
    each("adf_alerts", "Conditions that people were told of and that hold.", (p) => p.alerts.length),
    {
      name: "adf_agent_drift",
      help: "How far an agent is from its usual self, of those that nightwatch has found unwell.",
      type: "gauge",
      samples: projects.flatMap((p) =>
        p.nightwatch.map(({ agent, level, drift }) => [{ project: p.name, agent, level }, drift] as const),
      ),
    },
    each("adf_records_total", "Records written.", (p) => p.records.newest, "counter"),
    each(
      "adf_records_proved_total",
      "Up to here the log store was asked.",
      (p) => p.records.proved,
      "counter",
    ),
    each("adf_records_waiting", "Records not handed to the log store.", (p) =>
      p.records.enabled ? p.records.newest - p.records.sent : 0,
    ),
    each("adf_records_repairing", "Records that the log store did not have once.", (p) => p.records.repairs),
    each("adf_records_dead", "Records that it does not take.", (p) => p.records.dead),
    ...probeFamilies(shared),
    {
      name: "adf_runner_connected",
      help: "1 while its socket is open.",
      type: "gauge",
      samples: runners.map((r) => [{ runner: r.id, name: r.name }, Number(r.connected)]),
    },
    {
      name: "adf_runner_last_seen_seconds",
      help: "Since it last asked for work.",
      type: "gauge",
      samples: runners.flatMap((r) =>
        r.last_seen_secs === null ? [] : [[{ runner: r.id, name: r.name }, r.last_seen_secs] as const],
      ),
    },
  ];
}

/** A way that nobody could ask, or has asked, has no sample. */
function probeFamilies({ providers, probes: { ways, today } }: FactoryState["shared"]): Family[] {
  const asked = ways.filter(({ state }) => state === "healthy" || state === "unhealthy");
  const each = (name: string, help: string, value: (way: ProbeView) => number | null): Family => ({
    name,
    help,
    type: "gauge",
    samples: asked.flatMap((way) => {
      const { cli, provider, model, runner } = way;
      const n = value(way);
      return n === null ? [] : [[{ cli, provider, model, runner }, n] as const];
    }),
  });
  return [
    each("adf_probe_healthy", "1 while a model answers.", ({ state }) => Number(state === "healthy")),
    each("adf_probe_seconds", "How long its last probe took.", ({ seconds }) => seconds),
    each("adf_probe_age_seconds", "Since its last probe.", ({ age_secs }) => age_secs),
    {
      name: "adf_provider_blocked",
      help: "1 while no job is sent there.",
      type: "gauge",
      samples: providers.map((p) => [{ way: p.way }, Number(p.state !== "healthy")]),
    },
    {
      name: "adf_probes_today",
      help: "Probes since midnight UTC.",
      type: "gauge",
      samples: [[{}, today.probes]],
    },
    {
      name: "adf_probe_usd_today",
      help: "Spent on probes since midnight UTC.",
      type: "gauge",
      samples: [[{}, today.usd]],
    },
  ];
}

function tally(values: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}
