/** What the guard is asked with and what it answers. The whole interface of this folder is this file and `judge`. */
import type { GuardPolicy } from "./policy.ts";

export type RuleClass =
  | "filesystem"
  | "git"
  | "system"
  | "database"
  | "container"
  | "infrastructure"
  | "package"
  | "network"
  | "secret"
  | "factory"
  | "shell";

/** Everything the guard may know about the world. It asks nothing else, and it never waits. */
export interface GuardContext {
  /** Absolute path in which the command starts. */
  readonly cwd: string;
  /** Absolute path of the home folder that `~` stands for. */
  readonly home: string;
  /** The agent's checkout. `cwd` when left out; null when nothing here is the agent's. */
  readonly root?: string | null;
  /** Folders for scratch files. `/tmp` and `/var/tmp` when left out. */
  readonly temp?: readonly string[];
  /** Paths of the factory itself on this machine: the runner's state, its configuration, the guard's own files. */
  readonly factory?: readonly string[];
  /** Variables of the environment the command starts in. A name that is not here is unknown, not empty. */
  readonly env?: Readonly<Record<string, string>>;
  /** With false, `ask` stays `ask`: a person is there to answer. Otherwise it is a deny. */
  readonly unattended?: boolean;
  /** The text of a file, or null: missing, unreadable, not text, too large. The only way the guard reads. */
  read?(path: string): string | null;
  /** The path with every symbolic link resolved, also where its last parts are missing, or null when that is unknown. */
  realpath?(path: string): string | null;
  /** What the owner added and excepted, already without what has expired. */
  readonly policy?: GuardPolicy;
}

export type Verdict = "allow" | "deny" | "ask";

export interface GuardDecision {
  readonly decision: Verdict;
  /** The rule that decided, as in `git.reset-hard`; `none` when nothing objected. */
  readonly rule: string;
  /** One sentence for the agent and for the log. */
  readonly reason: string;
  /** What to do instead; empty for an allow. */
  readonly alternative: string;
  /** The part of the line that was judged, after everything around it was peeled off; empty for an allow. */
  readonly evidence: string;
}
