/**
 * What the runner must know of an agent CLI to run it without a person, and all it knows: everything particular stands
 * in the folder of that CLI. A new one is a folder with these parts and a line in `registry.ts`.
 */
import type { Trouble, TroubleKind } from "../../contract/agent-run.ts";
import type { AgentOrder } from "../../contract/runner.ts";
import type { Result } from "../../core/result.ts";
import type { Workspace } from "../state/workspace.ts";
import type { AgentCommand } from "./command.ts";

export interface AgentAdapter {
  /** For people: "Claude Code". */
  readonly title: string;
  /** What it is called on the PATH. */
  readonly program: string;
  /** The command that installs it, for the sentence that says it is missing. */
  readonly install: string;
  /** The arguments after which it prints its version and ends. */
  readonly version: readonly string[];
  readonly login: Login;
  /** The exact program, arguments, environment and files of one run. Pure. */
  plan(order: RunOrder): Result<RunPlan, PlanProblem>;
  /** The prompt so that the CLI makes nothing of its words; null where it takes each as it stands. Pure. */
  readonly literal: ((prompt: string) => string) | null;
  /** A new reader for what one run prints. `now` is in milliseconds, for resets that are told as a time of day. */
  read(now: () => number, command: AgentCommand): AgentReader;
  /** How a later run goes on with a conversation; null where it cannot. */
  readonly conversation: Conversation | null;
  /** Whether it asks the guard before each tool. */
  readonly hooked: boolean;
  /** True where all that is known of a run is what it printed, by the patterns of the configuration. */
  readonly plain: boolean;
  /** Files at the top of a repository that it takes for orders: in this order, those of the base branch are put into the prompt. */
  readonly instructions: readonly string[];
  /**
   * What could steer it though all its switches say otherwise: names at the top of a repository, and patterns as git has them. It
   * is not laid out for a job of this CLI; commits keep it as it is.
   */
  readonly withheld: readonly string[];
  /** Where it asks its own vendor, as `host:port`: what a job with an allow-list must reach. None: it asks no model. */
  api(provider: string, credential: Credential): readonly string[];
}

/** How a CLI knows who pays. */
export interface Login {
  /** What a person types to log in. */
  readonly command: string;
  /** Where the login is kept, relative to HOME; null where there is no such file. */
  readonly file: string | null;
  /** Variables that hold a key, in the order in which they are looked for. */
  keys(command: AgentCommand, provider: string): readonly string[];
  /** False for a CLI that may well need none. */
  readonly required: boolean;
}

/** A few files hold a conversation, each under a name of its own; where they have to stand may depend on the folder that the CLI works in. */
export interface Conversation {
  /** Relative to HOME. */
  readonly folder: string;
  /** Whether a file below the folder, by its name, is one of this conversation. */
  holds(name: string, session: string): boolean;
  /** Where it belongs for a run in `checkout`, relative to the folder. */
  place(file: string, checkout: string): string;
}

/** The one credential that a run gets. */
export type Credential =
  /** `name` is what the variable is called on this machine; the adapter decides what its CLI calls it. */
  | { readonly kind: "key"; readonly name: string; readonly value: string }
  | { readonly kind: "file"; readonly from: string; readonly to: string }
  | { readonly kind: "none" };

/** Who asks the guard: a program that gets the tool call on its standard input, or an address it is posted to. */
export interface GuardForwarder {
  readonly command: readonly string[];
  readonly url?: string;
}

export interface RunOrder {
  readonly offer: AgentOrder;
  readonly space: Workspace;
  readonly command: AgentCommand;
  readonly program: string;
  /** As asked of the provider: an alias of ours, or what the machine's configuration says instead. */
  readonly model: string;
  /** Where another vendor or a local server answers in place of the CLI's own; null for its own. */
  readonly baseUrl: string | null;
  readonly credential: Credential;
  readonly guard: GuardForwarder | null;
  /** The conversation of an earlier attempt whose files are in place; null to begin a new one. */
  readonly resume: string | null;
  /** New for each run: what nobody who wrote the repository can have known. */
  readonly nonce: string;
  /** True for a prompt that needs no tools: where the CLI can do without, none is offered to the model, which saves its words. */
  readonly toolless: boolean;
  /** True for uid 0, where some CLIs refuse what they allow everybody else. */
  readonly root: boolean;
}

export interface RunPlan {
  readonly argv: readonly string[];
  /** Besides what every agent gets. */
  readonly env: Readonly<Record<string, string>>;
  /** Written with mode 0600 before the start: path and text. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** The prompt is its standard input: an argument would stand in every list of processes. */
  readonly promptOnStdin: boolean;
}

/** Why it is not even started. */
export interface PlanProblem {
  readonly kind: TroubleKind;
  readonly message: string;
}

export interface AgentReader {
  /** How many tools it has said were used so far; absent where the CLI does not tell. */
  tools?(): number;
  write(stream: "stdout" | "stderr", chunk: Buffer): void;
  /** After the end; `code` is null when a signal ended it. */
  end(code: number | null): AgentAnswer;
}

/** What the CLI told of its run. */
export interface AgentAnswer {
  /** Its last words. */
  readonly text: string;
  readonly session: string | null;
  /** The model that answered. */
  readonly model: string | null;
  readonly tokens: Tokens | null;
  /** By the CLI's own list; null where it has none for what it was used with. */
  readonly costUsd: number | null;
  readonly denials: number;
  readonly trouble: (Trouble & { readonly message: string }) | null;
}

export interface Tokens {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

export const SILENCE: AgentAnswer = {
  text: "",
  session: null,
  model: null,
  tokens: null,
  costUsd: null,
  denials: 0,
  trouble: null,
};
