/**
 * Every command of `adf`, one file each. A command is loaded only when it is the one called, so that `adf route` does not
 * pay for what `adf start` needs. To add one: write `commands/<name>.ts` with a `register` and add its line here.
 */
import type { Command } from "commander";

export interface CommandModule {
  /** Adds the command, with its options and help, to the program. */
  register(program: Command): void;
}

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CommandModule>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "start",
    summary: "run the whole factory on this machine",
    load: () => import("./commands/start.ts"),
  },
  {
    name: "setup",
    summary: "write the files of a factory, and prepare its forge",
    load: () => import("./commands/setup.ts"),
  },
  {
    name: "teardown",
    summary: "remove what setup made, and nothing else",
    load: () => import("./commands/teardown.ts"),
  },
  {
    name: "deploy",
    summary: "check, build and upload the Worker, and see it at work; or go back",
    load: () => import("./commands/deploy.ts"),
  },
  {
    name: "status",
    summary: "show what the factory is doing and when it looks again",
    load: () => import("./commands/status.ts"),
  },
  {
    name: "doctor",
    summary: "check every part, and say for each fault the command that fixes it",
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "smoke",
    summary: "run one whole dispatch cycle, and name the hop that stays silent",
    load: () => import("./commands/smoke.ts"),
  },
  {
    name: "run-now",
    summary: "let the coordinator look for work now",
    load: () => import("./commands/run-now.ts"),
  },
  {
    name: "review",
    summary: "show the review of what was merged, or begin one now",
    load: () => import("./commands/review.ts"),
  },
  {
    name: "pause",
    summary: "let nothing new be claimed: everything, a project, an agent or a runner",
    load: () => import("./commands/pause.ts"),
  },
  {
    name: "drain",
    summary: "let what has begun end, and begin nothing",
    load: () => import("./commands/drain.ts"),
  },
  {
    name: "resume",
    summary: "lift a pause or a drain",
    load: () => import("./commands/resume.ts"),
  },
  {
    name: "cancel",
    summary: "end the work on an issue, or stop jobs that run",
    load: () => import("./commands/cancel.ts"),
  },
  {
    name: "logs",
    summary: "the records of the factory, newest last",
    load: () => import("./commands/logs.ts"),
  },
  {
    name: "explain",
    summary: "the whole story of an issue",
    load: () => import("./commands/explain.ts"),
  },
  {
    name: "note",
    summary: "what was closed, what it cost, and what waits for you, since the last daily note",
    load: () => import("./commands/note.ts"),
  },
  {
    name: "notify",
    summary: "whether notifiers reach you, and another try of what they could not deliver",
    load: () => import("./commands/notify.ts"),
  },
  {
    name: "audit",
    summary: "check that the records are what was written",
    load: () => import("./commands/audit.ts"),
  },
  {
    name: "approvals",
    summary: "what waits for a person's yes, in full, and the yes or no to it",
    load: () => import("./commands/approvals.ts"),
  },
  {
    name: "promote",
    summary: "show what a project did or would have done, and trust it further",
    load: () => import("./commands/promote.ts"),
  },
  {
    name: "runner",
    summary: "the self-hosted runner: token, register, run",
    load: () => import("./commands/runner.ts"),
  },
  {
    name: "quickwit",
    summary: "the index that takes the log records: its schema, and making it",
    load: () => import("./commands/quickwit.ts"),
  },
  {
    name: "check",
    summary: "check the configuration and the scenarios before anything runs",
    load: () => import("./commands/check.ts"),
  },
  {
    name: "incident",
    summary: "make a fault of the first 48 hours again, and show what catches it",
    load: () => import("./commands/incident.ts"),
  },
  {
    name: "guard",
    summary: "judge shell commands, and say which rule objects and what to do instead",
    load: () => import("./commands/guard.ts"),
  },
  {
    name: "mention",
    summary: "read a text for mentions of agents",
    load: () => import("./commands/mention.ts"),
  },
  {
    name: "route",
    summary: "explain which tier, agent CLI, provider and model a task goes to",
    load: () => import("./commands/route.ts"),
  },
  {
    name: "probe",
    summary: "ask every model that work can be routed to, and say who answers",
    load: () => import("./commands/probe.ts"),
  },
  {
    name: "rank",
    summary: "order issues by who waits for them, with why and by whom",
    load: () => import("./commands/rank.ts"),
  },
];
