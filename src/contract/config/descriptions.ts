/**
 * What each section and key means: shown by editors and printed on the reference page. It stands beside the schema so that
 * the Worker carries no prose; a test holds the two together, key by key.
 */
export const DESCRIPTIONS: Readonly<Record<string, string>> = {
  factory: "The deployment as a whole.",
  "factory.name": "What people call this deployment.",
  "factory.enabled": "With false, nothing is picked and nothing is dispatched in any project.",
  gitea: "The Gitea or Forgejo that the factory works on. Tokens are secrets and never stand here.",
  "gitea.url": "Address of the forge, as in https://git.example.",
  "gitea.via":
    "How the Worker reaches the forge: direct over the internet, or access through Cloudflare Access with the secrets CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET.",
  "gitea.trusted":
    "Logins whose issues and mentions are acted on, in each project that has no list of its own. Their numeric ids are pinned when they are first seen.",
  mentions: "Mentions such as @adf:developer in issues and comments.",
  "mentions.max_hops": "A mention may cause another, which may cause another: this many times.",
  "mentions.max_dispatches":
    "How often agents may ask for one another in all that follows from one mention. Then they are stopped, and the issue gets the label needs-human.",
  "mentions.pair_cooldown_secs": "Within one chain an agent does not ask the same other again for this long.",
  "mentions.poll_ticks": "The poll that repairs lost deliveries runs every this many ticks.",
  "mentions.max_agents": "How many agents one comment may ask.",
  webhook: "Deliveries from the forge. The shared secret is WEBHOOK_SECRET.",
  "webhook.max_body_bytes": "A larger delivery is refused unread.",
  routing: "Which scenario an agent's work is routed by.",
  "routing.default_tiers": "The tier of each role.",
  "routing.default_tiers.coordinator":
    "The scenario file, without .md, by which a coordinator's work is routed.",
  "routing.default_tiers.developer": "The scenario file, without .md, by which a developer's work is routed.",
  "routing.default_tiers.reviewer": "The scenario file, without .md, by which a reviewer's work is routed.",
  "routing.default_tiers.qa": "The scenario file, without .md, by which the work of QA is routed.",
  "routing.probe_ttl_secs":
    "How long it counts that a model has answered, a job or a probe, before it is probed again. 0: nothing is probed by itself.",
  "routing.probes_per_day": "How many probes a day (UTC), of all runners together.",
  review_gate: "What lets a pull request be merged.",
  "review_gate.agent": "The agent whose verdict it takes. Its role is reviewer.",
  "review_gate.context": "The name of the commit status that shows the verdict on the forge.",
  "review_gate.commands":
    "What the gate qa runs on the merge result, as in npm test. Empty: the test commands that .docs/summary.md names.",
  "projects.qa_commands": "In place of [review_gate] commands.",
  "review_gate.person_labels":
    "A change for an issue with one of these labels is merged by a person, however its gates judge it.",
  "review_gate.after_merge":
    "Let the gates qa and ci judge the merged commit once more. Red undoes the merge by a pull request of its own.",
  "review_gate.merge_when_checks_succeed":
    "Where the target branch asks for more checks than the gates, let the forge merge once they are green. Only where it asks for [review_gate] context too, so that it merges no head that the gates have not passed.",
  "review_gate.ci_contexts":
    "The commit statuses that the gate ci waits for, by their contexts. Empty: whatever the forge shows, and at least one.",
  "review_gate.ci_wait_secs": "When they have not ended after this long, a person is asked.",
  "review_gate.ci_poll_secs": "While a change waits for them they are read this often.",
  "projects.review_gate":
    "In place of [review_gate] agent: one gate, or a list of gates that judge every pull request at the same time. Each is a reviewer by its name, qa: the project's own commands, or ci: the forge's own checks.",
  nightwatch: "Watches each agent for drift, and corrects or hands to a person.",
  "nightwatch.enabled": "With false, nothing is measured.",
  "nightwatch.interval_secs":
    "How often agents are judged. What is missing altogether is looked for at each tick.",
  "nightwatch.minor_drift": "From here on it is noted.",
  "nightwatch.moderate_drift": "From here on the agent's jobs begin without their earlier conversation.",
  "nightwatch.severe_drift": "From here on the agent gets no work for an hour, and is then tried again.",
  "nightwatch.critical_drift": "From here on it gets none for six hours, and an issue tells a person.",
  compound_review: "The nightly review of the day's merged changes.",
  "compound_review.enabled": "With false, it never runs, also not when it is asked for.",
  "compound_review.schedule": "When it runs: five cron fields, in each project's own zone.",
  "compound_review.max_secs":
    "It ends after this long and says what it skipped: the groups that had not answered by then.",
  "compound_review.max_agents": "Review agents at one time.",
  "compound_review.max_files":
    "Files of a day that are read; what is beyond is named in the summary. Lock files and what is generated do not count and are not read.",
  "compound_review.max_bytes":
    "Bytes of those files together, as they stand in the branch. What does not fit is named in the summary.",
  "compound_review.max_usd":
    "What one run may cost; groups that have not begun by then are skipped. 0 means no cap.",
  "compound_review.create_issues": "File severe findings as issues.",
  "compound_review.max_issues": "Issues filed in one run, the worst first. The others stand in the summary.",
  "compound_review.file_from": "The severity from which a finding becomes an issue.",
  "compound_review.min_confidence":
    "A finding that its agent is less sure of stands in the summary and becomes no issue.",
  "compound_review.create_prs":
    "Give the filed issues to the developers, so that they open pull requests. Otherwise each bears the label needs-human, and waits until somebody takes it off.",
  budget: "What may be spent on models: US dollars, tokens and sessions. 0 means no cap.",
  "budget.enabled": "With false, spending is recorded and never stops anything.",
  "budget.day_usd": "The factory's cap for a day (UTC).",
  "budget.month_usd": "The factory's cap for a month (UTC).",
  "budget.project_day_usd": "Each project's cap for a day (UTC).",
  "budget.project_day_tokens": "Each project's cap for a day (UTC), in tokens read and written.",
  "budget.project_day_sessions": "How many jobs each project may start in a day (UTC).",
  "budget.agent_day_usd": "Each agent's cap for a day (UTC).",
  "budget.agent_day_tokens": "Each agent's cap for a day (UTC), in tokens read and written.",
  "budget.agent_day_sessions": "How many jobs each agent may start in a day (UTC).",
  "budget.item_usd": "The cap for one work item, over all its attempts; then a person is asked.",
  "budget.item_tokens": "The same in tokens read and written.",
  "budget.warn_share": "The share of a cap at which people are told.",
  "budget.reserve_usd":
    "Set aside for each job while it runs, and kept where nothing is ever reported. A free route sets nothing aside.",
  "budget.probe_usd": "Set aside for each probe of a provider until it has ended.",
  "budget.agent_hour_usd":
    "What an hour of an agent is taken to cost when it reports neither its cost nor its tokens.",
  limits: "When an attempt, a work item or the factory has had enough.",
  "limits.attempts": "Attempts a work item gets; then a person is asked.",
  "limits.no_progress": "Attempts in a row that left everything as it was; then a person is asked.",
  "limits.open_items": "Work items open at once in a project.",
  "limits.lease_secs":
    "A job not extended for this long is taken from its runner and runs again. A runner extends it each third of this.",
  "limits.stall_secs": "An agent that prints nothing for this long is stopped.",
  "limits.wall_secs": "A job that takes longer than this is stopped.",
  "limits.plan_secs":
    "A coordinator's model that has not answered for this long is not waited for: the issue with the highest rank is taken.",
  "limits.grace_secs": "Between asking an agent to stop and killing it.",
  "limits.output_bytes": "A job that prints more than this is stopped.",
  "limits.backoff_secs": "The pause before the second attempt; it doubles with each.",
  "limits.backoff_max_secs": "The longest pause between two attempts.",
  "limits.starts_per_min": "Jobs that the whole factory may start in a minute.",
  "limits.breaker_failures":
    "Failed jobs within breaker_window_secs that stop all dispatches of a project, or of the factory over all of them.",
  "limits.breaker_window_secs": "The window in which failed jobs are counted.",
  "limits.breaker_half_open_secs": "After this long, one trial job is let through an open breaker.",
  quickwit: "Where logs are shipped. A token is a secret, and never stands here.",
  "quickwit.enabled": "With true, log records are sent to Quickwit.",
  "quickwit.url": "Address of Quickwit.",
  "quickwit.index": "The index that takes the records.",
  "quickwit.batch_records": "Records in one request.",
  "quickwit.flush_secs": "A smaller batch is sent after this long.",
  prompt: "What agents are told.",
  "prompt.templates":
    "Prompts of your own in place of those that come with adf; their variables are explained in docs/prompts.md.",
  "prompt.templates.coordinator": "For choosing what is worked on next.",
  "prompt.templates.developer": "For making a change.",
  "prompt.templates.reviewer": "For judging a change.",
  "prompt.templates.qa": "For running again what somebody claims to have run.",
  "prompt.mandatory": "What stands at the end of every prompt, whatever its template says.",
  "prompt.mandatory.mention_format":
    "Name the agents that can be asked, and the one form to do so. Generated from [[agents]], never typed.",
  "prompt.mandatory.rules":
    "Sentences for every agent, word for word, as in: Run the linter before you finish.",
  projects: "A repository that the factory works on. Write one [[projects]] for each.",
  "projects.name": "What people and @adf:<project>/<agent> call it.",
  "projects.repo": "The repository on the forge, as owner/name.",
  "projects.branch": "The branch that pull requests are merged into.",
  "projects.schedule":
    "When the coordinator looks for work of its own accord: minute, hour, day, month, weekday.",
  "projects.timezone": "The zone of the schedule, as in Europe/Vienna.",
  "projects.active":
    "schedule: picks only in the hours that the schedule names, and at each end of a job within them. always: at any time.",
  "projects.mode":
    "observe: decides everything and writes nothing. approve: asks a person for each effect. auto: acts.",
  "projects.trusted":
    "Logins whose issues and mentions are acted on in this project, in place of those of [gitea]. Left out, those of [gitea] count here too.",
  "projects.sandbox":
    "require: its agents run inside a sandbox or not at all. auto: inside one where the runner's machine has it.",
  "projects.requires":
    "Layers of isolation without which its jobs wait for a runner that has them: sandbox, network, shim, hook, cgroup.",
  "projects.network":
    "How far its agents' network reaches. full: as far as the machine's. allow-list: to the model and to hosts. none: nowhere, not even to a model.",
  "projects.hosts":
    'With network = "allow-list": what may be reached besides the model, as in "registry.npmjs.org", "*.pypi.org:443" or "10.0.0.0/8:5432". The port is 443 when left out.',
  "projects.cli":
    "The agent CLI of this project when neither a scenario route nor what an agent names itself can be taken.",
  "projects.model": "The model of this project in that case; an alias such as opus, never a dated build.",
  "projects.enabled": "With false, nothing is picked and nothing is dispatched in this project.",
  agents: "A named worker. Write one [[agents]] for each.",
  "agents.name": "What stands in a mention: @adf:<name>.",
  "agents.role": "What it is for. The role, not the name, decides which jobs it gets.",
  "agents.project":
    "The project it works for; may be left out when there is only one. The same name may be used in each project.",
  "agents.account":
    "Which forge account writes for it: a key of the secret FORGE_TOKENS. Its role when left out.",
  "agents.slots": "Jobs at one time.",
  "agents.enabled": "With false, it gets no jobs.",
  "agents.handles":
    "Labels of issues that go to this developer before any other, when it is idle. Then comes one that works in the tier of the issue's words (its role's, or the tiers of what it is pinned to), then any. Who reviews is said by [review_gate].",
  "agents.pin":
    "With true, its cli and model win over the scenario routes, and the coordinator gives it issues whose words ask for a tier that uses them.",
  "agents.cli": "The agent CLI to use when no scenario route fits, as in claude or opencode.",
  "agents.network": "How far its network reaches, in place of what its project says.",
  "agents.hosts": "What it may reach with an allow-list, in place of what its project says.",
  "agents.prompt": "Its own prompt template, in place of that of its role; see docs/prompts.md.",
  "agents.model":
    "The model to use when no scenario route fits; an alias such as opus, never a dated build. A coordinator with a model lets it choose what is next, and it goes before the routes.",
  providers: "A provider of models. Only needed to switch one off or to cap it.",
  "providers.id": "As the routes of the scenario files name it, as in anthropic.",
  "providers.enabled": "With false, no route of this provider is taken.",
  "providers.hour_usd": "Cap for an hour (UTC), in US dollars.",
  "providers.day_usd": "Cap for a day (UTC), in US dollars.",
  runners: "A machine that runs jobs. Only needed to restrict one: every registered runner is used.",
  "runners.name": "As the runner registered itself.",
  "runners.enabled": "With false, it gets no jobs.",
  "runners.projects": "Only these projects; all when empty.",
  daily_note:
    "What was done, what it cost and what waits for a person, once a day where there is something to say.",
  "daily_note.enabled": "With false, no note is written.",
  "daily_note.schedule": "When: five cron fields, in each project's own zone.",
  "daily_note.issue":
    "Write it as a comment on one issue of the project, which is made with the first note. With false, only notifiers get it.",
  notifiers:
    "Who is told outside the forge, of alerts, of what waits for a person, and the daily note. Write one [[notifiers]] for each; see docs/notifiers.md.",
  "notifiers.name": "What it is called, and the key of its secret in NOTIFIER_SECRETS.",
  "notifiers.kind": "webhook: JSON, signed as Standard Webhooks says. ntfy: a message on a topic of ntfy.",
  "notifiers.url": "Where it goes; of ntfy the address of the topic, as in https://ntfy.example/topic.",
  "notifiers.least":
    "The least that it is told: info (the daily note), warning (alerts, and what waits for a person), critical.",
  "notifiers.projects": "Only these projects; all when empty.",
  "notifiers.enabled": "With false, it is told nothing.",
  models:
    "What a model can do, where adf does not know it or knows less: the requires:: of scenario files is held against it.",
  "models.model": "The alias, as in opus; of provider/model the part after the slash is enough.",
  "models.context_tokens": "How much it reads at once, in tokens.",
  "models.tools": "Whether it can call tools.",
  prices:
    "What a model costs, where its CLI reports tokens and no cost. Without an entry: opus 5/25, sonnet 3/15, haiku 1/5, any other as opus.",
  "prices.model": "The alias, as in opus; of provider/model the part after the slash is enough.",
  "prices.input_usd": "US dollars for a million tokens read.",
  "prices.output_usd": "US dollars for a million tokens written.",
  "prices.cached_usd": "US dollars for a million tokens read from the provider's cache.",
  guard_rules:
    "A command that the guard refuses besides its own rules. Write one [[guard_rules]] for each; docs/guard.md has examples.",
  "guard_rules.name": "The rule is reported as project.<name>.",
  "guard_rules.project": "Only in this project; in all when left out.",
  "guard_rules.command":
    "The words of the command as it really runs, as in docker compose up **. * is any text within a word, ** at the end any more words.",
  "guard_rules.reason": "Told to the agent and to you.",
  guard_exceptions: "A command that one rule of the guard lets through until a day that you name.",
  "guard_exceptions.rule": "The one rule, as in container.destroy; adf guard rules lists them.",
  "guard_exceptions.project": "Only in this project; in all when left out.",
  "guard_exceptions.command": "The words of the command as it really runs, as in docker volume rm test-*.",
  "guard_exceptions.reason": "Why it is harmless here.",
  "guard_exceptions.expires": "The last day on which it holds (UTC), as in 2026-12-31.",
};
