/** How one agent CLI is configured on this machine: the entries of `agents` in the runner's configuration. */
import * as z from "zod";
import { TroubleKind } from "../../contract/agent-run.ts";

/** The words a command template may contain; anything else in braces is a mistake that must not reach a CLI. */
export const PLACEHOLDERS = [
  "role",
  "kind",
  "agent",
  "issue",
  "job",
  "model",
  "provider",
  "prompt_file",
  "outputs_file",
  "checkout",
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

const known = new Set<string>(PLACEHOLDERS);
const Argument = z
  .string()
  .refine(
    (text) => [...text.matchAll(/\{([a-z_]+)\}/g)].every((match) => known.has(match[1] ?? "")),
    `an unknown placeholder; these are known: ${PLACEHOLDERS.map((name) => `{${name}}`).join(" ")}`,
  );
const Variable = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "the name of an environment variable, in capitals");
const Pattern = z.string().refine(compiles, "a regular expression that JavaScript understands");

function compiles(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

/** Where a provider's model is asked, with which key and under which name. */
const Endpoint = z.strictObject({
  /** Another vendor's address, or a local server's, in the protocol that the CLI speaks. */
  base_url: z.url({ protocol: /^https?$/ }).optional(),
  /** The variable of the runner's environment with the key. */
  key: Variable.optional(),
  /** Alias → what this provider calls the model; `*` stands for every alias. */
  models: z.record(z.string(), z.string().min(1).max(200)).default({}),
});

/** How the output of a CLI that nobody wrote an adapter for is understood. */
const Output = z.strictObject({
  /** The first group is the conversation's name, the model that answered, … */
  session: Pattern.optional(),
  model: Pattern.optional(),
  /** How many tokens the model wrote: by it a probe knows that one has answered. */
  tokens: Pattern.optional(),
  /** … and what the run cost, in US dollars. */
  cost_usd: Pattern.optional(),
  /** The first that is found in what it printed says what was wrong. */
  troubles: z
    .array(z.strictObject({ pattern: Pattern, kind: TroubleKind }))
    .max(30)
    .default([]),
});

const CLIS = ["generic", "claude", "codex", "gemini", "opencode"] as const;

export const AgentCommand = Endpoint.extend({
  /** Who knows how to start it. `generic` needs `argv`; the others know it themselves. */
  cli: z.enum(CLIS).default("generic"),
  /** Program and arguments; never a shell line. */
  argv: z.array(Argument).default([]),
  /** The program of a known CLI, where it is not on the PATH under its own name. */
  program: z.string().min(1).optional(),
  /**
   * generic: the one secret this CLI may see, as a list of at most one variable or as one per provider id. A variable
   * that is not set on this machine is left out.
   */
  env: z.union([z.array(Variable).max(1), z.record(z.string(), Variable)]).default([]),
  version: z.string().max(100).default("unknown"),
  /** generic, without a model: the arguments after which it says that it works, and ends. A probe runs these. */
  handshake: z.array(Argument).default([]),
  output: Output.prefault({}),
  /** Provider id of the routes → what differs for it. */
  providers: z.record(z.string(), Endpoint).default({}),
}).superRefine((command, context) => {
  const wrong = (path: string, message: string) =>
    context.addIssue({ code: "custom", path: [path], message });
  if (command.cli === "generic" && command.argv.length === 0)
    wrong("argv", `program and arguments are needed, or "cli" with one of ${CLIS.slice(1).join(", ")}`);
  if (command.cli !== "generic" && command.handshake.length > 0)
    wrong("handshake", `${command.cli} has a model, and a probe asks that`);
  if (command.cli !== "generic" && command.argv.length > 0)
    wrong("argv", `${command.cli} is started by its adapter; "program" says where it is`);
});
export type AgentCommand = z.infer<typeof AgentCommand>;
/** As a configuration file has it, with everything left out that has a default. */
export type AgentEntry = z.input<typeof AgentCommand>;
