/** What a scripted model does when it is asked, whichever protocol asks. */

/** One question of a CLI to its model, in the words that all protocols share. */
export interface Question {
  readonly protocol: "anthropic" | "chat" | "responses" | "gemini";
  readonly model: string;
  /** Everything people and tools said so far, as one text. */
  readonly text: string;
  /** The request as it came, with what the CLI says of itself and its tools. */
  readonly whole: string;
  /** How often the model has answered in this conversation. */
  readonly turn: number;
  readonly tools: readonly Tool[];
}

export interface Tool {
  readonly name: string;
  readonly properties: readonly string[];
  readonly required: readonly string[];
}

export type Turn =
  | { readonly kind: "say"; readonly text: string }
  /** Asks the CLI to run a shell command with whatever tool it has for that. */
  | { readonly kind: "run"; readonly command: string }
  | Failure
  /** Takes the question and never answers. */
  | { readonly kind: "hang" }
  /** Begins an answer and closes the connection. */
  | { readonly kind: "drop" };

/** A refusal as the vendors write it. */
export interface Failure {
  readonly kind: "fail";
  readonly status: number;
  /** `type` of Anthropic, `code` of OpenAI, `status` of Google. */
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Script = (question: Question) => Turn;

/** Tokens that every answer claims to have cost, so that sums can be checked. */
export const COST = { fresh: 100, cached: 40, written: 7 } as const;

/** Tokens of this answer: none for one that says nothing. */
export const written = (turn: Turn): number => (turn.kind === "say" && turn.text === "" ? 0 : COST.written);

export interface ToolCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const SHELLS = ["Bash", "bash", "run_shell_command", "exec_command", "shell_command", "shell", "local_shell"];

/** Null when the CLI offered no shell: one of its small side questions, such as a title. */
export function shellOf(tools: readonly Tool[]): Tool | null {
  return (
    SHELLS.map((name) => tools.find((tool) => tool.name === name)).find((tool) => tool !== undefined) ?? null
  );
}

/** The call of that tool; arguments we do not know are filled because a CLI may require them. */
export function shellCall(tool: Tool, command: string): ToolCall {
  const known: Record<string, unknown> = {
    cmd: command,
    command: tool.name === "shell" ? ["bash", "-c", command] : command,
    description: "a step of the scripted model",
  };
  const wanted = tool.properties.filter((name) => known[name] !== undefined);
  return { name: tool.name, input: Object.fromEntries(wanted.map((name) => [name, known[name]])) };
}
