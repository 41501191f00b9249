/** The predecessor's words: the keys that are taken over under a new name, and those that are left out. */

export interface Renamed {
  readonly to: string;
  /** From the old unit or spelling to the new; a value that does not fit is kept, and the schema speaks of it. */
  readonly convert?: (value: unknown) => unknown;
}

const cents = (value: unknown) => (typeof value === "number" ? value / 100 : value);
/** `/home/x/.local/bin/claude` is the CLI `claude`. */
const program = (value: unknown) => (typeof value === "string" ? (value.split("/").pop() ?? value) : value);

/** By section; a list's section is that of each of its tables. */
export const RENAMED: Readonly<Record<string, Readonly<Record<string, Renamed>>>> = {
  gitea: { base_url: { to: "url" } },
  nightwatch: {
    eval_interval_secs: { to: "interval_secs" },
    minor_threshold: { to: "minor_drift" },
    moderate_threshold: { to: "moderate_drift" },
    severe_threshold: { to: "severe_drift" },
    critical_threshold: { to: "critical_drift" },
  },
  compound_review: {
    max_duration_secs: { to: "max_secs" },
    max_concurrent_agents: { to: "max_agents" },
    auto_file_issues: { to: "create_issues" },
  },
  mentions: {
    poll_modulo: { to: "poll_ticks" },
    max_mention_depth: { to: "max_hops" },
    max_dispatches_per_tick: { to: "max_agents" },
  },
  quickwit: {
    endpoint: { to: "url" },
    index_id: { to: "index" },
    batch_size: { to: "batch_records" },
    flush_interval_secs: { to: "flush_secs" },
  },
  projects: { id: { to: "name" }, base_branch: { to: "branch" } },
  agents: { cli_tool: { to: "cli", convert: program }, bypass_kg_routing: { to: "pin" } },
  providers: {
    max_hour_cents: { to: "hour_usd", convert: cents },
    max_day_cents: { to: "day_usd", convert: cents },
  },
};

/** Why each is left out stands in `reasons.ts`. The empty section is the top of the file. */
export const DROPPED: Readonly<Record<string, string>> = {
  "": "working_dir tick_interval_secs gate_reconcile_interval_ticks restart_cooldown_secs max_restart_count restart_budget_window_secs project_circuit_breaker_threshold disk_usage_threshold handoff_buffer_ttl_secs persona_data_dir skill_data_dir role_config_path flow_state_dir flows include provider_budget_state_file pause_dir fleet_escalation_owner fleet_escalation_repo workflow learning evolution direct_dispatch gitea_skill_repo post_merge_gate pr_dispatch",
  gitea: "agent_tokens_path",
  webhook: "bind",
  mentions: "max_concurrent_mention_agents",
  routing: "taxonomy_path probe_results_dir probe_on_startup use_routing_engine route_selection_strategy",
  nightwatch: "active_start_hour active_end_hour error_weight success_weight health_weight budget_weight",
  compound_review:
    "repo_path worktree_root base_branch cli_tool provider model gitea_issue auto_remediate remediation_agents",
  quickwit: "use_es_bulk",
  projects:
    "working_dir schedule_offset_minutes max_concurrent_agents max_concurrent_mention_agents mentions workflow quickwit",
  agents:
    "layer task persona terraphim_role capabilities skill_chain sfia_skills default_tier provider fallback_provider fallback_model max_memory_bytes max_cpu_seconds grace_period_secs budget_monthly_cents pre_check gitea_issue event_only evolution_enabled rlm_enabled working_dir",
  providers: "error_signatures",
};
