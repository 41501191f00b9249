/** What a scripted model does when it is asked, whichever protocol asks. */
import type { Answer, Question as Asked } from "../../../src/runner/canary/model/protocol.ts";

export { COST } from "../../../src/runner/canary/model/protocol.ts";

export interface Question extends Asked {
  /** The request as it came, with what the CLI says of itself and its tools. */
  readonly whole: string;
}

export type Turn =
  | Answer
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

/** The body of a refusal. */
export function refusalOf({ protocol }: Question, { status, code, message }: Failure): unknown {
  switch (protocol) {
    case "anthropic":
      return { type: "error", error: { type: code, message } };
    case "gemini":
      return { error: { code: status, status: code, message } };
    default:
      return { error: { message, type: code, code, param: null } };
  }
}
