/** Why a key of the predecessor is left out, and what does its job here. */

const checkout = "the runner makes its own checkouts, and its folder is an option of the runner";
const roles = "what an agent does comes from its role and the issue";
const tiers = "the scenario files name routes and their fallbacks";
const slots = "jobs at one time are the slots of each agent";
const hours = "active hours are the schedule of each project";
const ranked = "the issues of every project are ranked, and there is nothing to switch on";
const bounds = "a runner's own limits hold for its agents";

/** `section.key`; what is not here has nothing that corresponds to it. */
const REASONS: Readonly<Record<string, string>> = {
  ".working_dir": checkout,
  ".tick_interval_secs": "the tick is a Cron Trigger of wrangler.toml, every minute",
  ".gate_reconcile_interval_ticks": "gates are reconciled with each change",
  ".restart_cooldown_secs": "the pause between attempts is limits.backoff_secs",
  ".max_restart_count": "the number of attempts is limits.attempts",
  ".restart_budget_window_secs": "failures are counted in limits.breaker_window_secs",
  ".project_circuit_breaker_threshold": "the breaker is limits.breaker_failures",
  ".disk_usage_threshold": bounds,
  ".include": "one file holds everything",
  ".provider_budget_state_file": "the Worker stores what was spent",
  ".pause_dir": "a project is paused with POST /api/v1/projects/<project>/pause",
  ".fleet_escalation_owner": "questions for people stand on the issue itself",
  ".fleet_escalation_repo": "questions for people stand on the issue itself",
  ".workflow": ranked,
  ".direct_dispatch": "the coordinator is woken with: npm run -s adf -- run-now",
  ".post_merge_gate": "the reviewer tests the merge before it is made",
  ".pr_dispatch": "the agent that looks at pull requests is in [review_gate]",
  "gitea.agent_tokens_path": "tokens are set with: npx wrangler secret put FORGE_TOKENS",
  "webhook.bind": "the Worker takes deliveries at /webhooks/gitea of its own address",
  "mentions.max_concurrent_mention_agents": slots,
  "routing.taxonomy_path": "scenario files are in routing_scenarios",
  "routing.probe_results_dir": "the Worker keeps what probes found; adf probe --last shows it",
  "routing.probe_on_startup": "a runner that starts asks what is older than routing.probe_ttl_secs",
  "routing.use_routing_engine": "scenario routes always decide",
  "routing.route_selection_strategy": "the first route that can be taken is taken",
  "nightwatch.active_start_hour": hours,
  "nightwatch.active_end_hour": hours,
  "compound_review.repo_path": "each project is reviewed",
  "compound_review.worktree_root": checkout,
  "compound_review.base_branch": "each project has its own branch",
  "compound_review.cli_tool": tiers,
  "compound_review.provider": tiers,
  "compound_review.model": tiers,
  "compound_review.auto_remediate": "create_prs lets it open fixes",
  "compound_review.remediation_agents": "create_prs lets it open fixes",
  "projects.working_dir": checkout,
  "projects.schedule_offset_minutes": "write the minutes into the project's schedule",
  "projects.max_concurrent_agents": slots,
  "projects.max_concurrent_mention_agents": slots,
  "projects.mentions": "[mentions] holds for all projects",
  "projects.workflow": ranked,
  "projects.quickwit": "[quickwit] holds for all projects",
  "agents.layer": roles,
  "agents.task": roles,
  "agents.persona": roles,
  "agents.terraphim_role": roles,
  "agents.capabilities": roles,
  "agents.default_tier": "the tier of each role is in [routing.default_tiers]",
  "agents.provider": tiers,
  "agents.fallback_provider": tiers,
  "agents.fallback_model": tiers,
  "agents.max_memory_bytes": bounds,
  "agents.max_cpu_seconds": "limits.wall_secs holds for all agents",
  "agents.grace_period_secs": "limits.grace_secs holds for all agents",
  "agents.budget_monthly_cents": "caps are in [budget]",
  "agents.pre_check": "an issue without progress is parked, and there is nothing to check before",
  "agents.event_only": "only coordinators act by schedule",
  "agents.working_dir": checkout,
};

export const reasonFor = (section: string, key: string): string =>
  REASONS[`${section}.${key}`] ?? "there is no such thing here";
