/** What the vendors' protocols share: a question of a CLI to its model, and the two answers that a script gives. */

/** One question, in the words that all protocols share. */
export interface Question {
  readonly protocol: "anthropic" | "chat" | "responses" | "gemini";
  readonly model: string;
  /** Everything people and tools said so far, as one text. */
  readonly text: string;
  /** How often the model has answered in this conversation. */
  readonly turn: number;
  readonly tools: readonly Tool[];
  readonly stream: boolean;
}

export interface Tool {
  readonly name: string;
  readonly properties: readonly string[];
  readonly required: readonly string[];
}

export type Answer =
  | { readonly kind: "say"; readonly text: string }
  /** Asks the CLI to run a shell command with whatever tool it has for that. */
  | { readonly kind: "run"; readonly command: string }
  /** Asks for one tool by the CLI's own name for it. */
  | ({ readonly kind: "use" } & ToolCall);

export interface ToolCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface Protocol {
  /** Null when the path is not of this protocol. */
  read(path: string, body: unknown): Question | null;
  answer(question: Question, answer: Answer): string;
}

/** Tokens that every answer claims to have cost, so that sums can be checked. */
export const COST = { fresh: 100, cached: 40, written: 7 } as const;

/** Tokens of this answer: none for one that says nothing. */
export const written = (answer: Answer): number =>
  answer.kind === "say" && answer.text === "" ? 0 : COST.written;

/** Server-sent events; with names where the protocol names them. */
export const events = (list: readonly { readonly event?: string; readonly data: unknown }[]): string =>
  list
    .map(({ event, data }) => {
      const text = typeof data === "string" ? data : JSON.stringify(data);
      return `${event === undefined ? "" : `event: ${event}\n`}data: ${text}\n\n`;
    })
    .join("");
