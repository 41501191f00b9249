/** OpenAI's chat completions, which most other vendors and local servers speak too. */
import { COST, events, type Protocol, written } from "./protocol.ts";
import { callOf } from "./shell-tool.ts";

interface Body {
  readonly model: string;
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string }[];
  readonly tools?: readonly {
    readonly function: {
      readonly name: string;
      readonly parameters?: { readonly properties?: object; readonly required?: readonly string[] };
    };
  }[];
}

const usageOf = (completion_tokens: number) => ({
  prompt_tokens: COST.fresh + COST.cached,
  completion_tokens,
  total_tokens: COST.fresh + COST.cached + completion_tokens,
  prompt_tokens_details: { cached_tokens: COST.cached },
});

export const chat: Protocol = {
  read(path, json) {
    if (!/\/chat\/completions(?:\?|$)/.test(path)) return null;
    const body = json as Body;
    return {
      protocol: "chat",
      model: body.model,
      text: JSON.stringify(body.messages),
      turn: body.messages.filter((m) => m.role === "assistant").length,
      tools: (body.tools ?? []).map((tool) => ({
        name: tool.function.name,
        properties: Object.keys(tool.function.parameters?.properties ?? {}),
        required: tool.function.parameters?.required ?? [],
      })),
      stream: body.stream === true,
    };
  },
  answer(question, turn) {
    const usage = usageOf(written(turn));
    const call = callOf(question, turn);
    const said =
      call === null
        ? { content: turn.kind === "say" ? turn.text : "no shell" }
        : {
            content: null,
            tool_calls: [
              {
                index: 0,
                id: `call_${question.turn}`,
                type: "function",
                function: { name: call.name, arguments: JSON.stringify(call.input) },
              },
            ],
          };
    const finish_reason = call === null ? "stop" : "tool_calls";
    const head = { id: `chatcmpl-${question.turn}`, created: 1, model: question.model };
    if (!question.stream) {
      const choices = [{ index: 0, message: { role: "assistant", ...said }, finish_reason }];
      return JSON.stringify({ ...head, object: "chat.completion", choices, usage });
    }
    const chunk = (delta: unknown, reason: string | null) => ({
      data: {
        ...head,
        object: "chat.completion.chunk",
        choices: [{ index: 0, delta, finish_reason: reason }],
      },
    });
    return events([
      chunk({ role: "assistant", ...said }, null),
      chunk({}, finish_reason),
      { data: { ...head, object: "chat.completion.chunk", choices: [], usage } },
      { data: "[DONE]" },
    ]);
  },
};
