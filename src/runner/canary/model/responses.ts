/** OpenAI's responses. */
import { COST, events, type Protocol, written } from "./protocol.ts";
import { callOf } from "./shell-tool.ts";

interface Body {
  readonly model: string;
  readonly stream?: boolean;
  readonly input: readonly { readonly type?: string; readonly role?: string }[];
  readonly tools?: readonly {
    readonly name?: string;
    readonly parameters?: { readonly properties?: object; readonly required?: readonly string[] };
  }[];
}

const usageOf = (output_tokens: number) => ({
  input_tokens: COST.fresh + COST.cached,
  input_tokens_details: { cached_tokens: COST.cached },
  output_tokens,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: COST.fresh + COST.cached + output_tokens,
});

export const responses: Protocol = {
  read(path, json) {
    if (!/\/responses(?:\?|$)/.test(path)) return null;
    const body = json as Body;
    const input = Array.isArray(body.input) ? body.input : [];
    return {
      protocol: "responses",
      model: body.model,
      text: JSON.stringify(body.input),
      turn: input.filter((i) => i.type === "function_call" || i.role === "assistant").length,
      tools: (body.tools ?? []).map((tool) => ({
        name: tool.name ?? "",
        properties: Object.keys(tool.parameters?.properties ?? {}),
        required: tool.parameters?.required ?? [],
      })),
      stream: body.stream === true,
    };
  },
  answer(question, turn) {
    const call = callOf(question, turn);
    const id = `resp_${question.turn}`;
    const item =
      call === null
        ? {
            id: `msg_${question.turn}`,
            type: "message",
            role: "assistant",
            status: "completed",
            content: [
              { type: "output_text", text: turn.kind === "say" ? turn.text : "no shell", annotations: [] },
            ],
          }
        : {
            id: `fc_${question.turn}`,
            type: "function_call",
            status: "completed",
            call_id: `call_${question.turn}`,
            name: call.name,
            arguments: JSON.stringify(call.input),
          };
    const done = {
      id,
      object: "response",
      created_at: 1,
      status: "completed",
      model: question.model,
      output: [item],
      usage: usageOf(written(turn)),
    };
    if (!question.stream) return JSON.stringify(done);
    const list = [
      { type: "response.created", response: { ...done, status: "in_progress", output: [] } },
      { type: "response.output_item.added", output_index: 0, item },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: done },
    ];
    return events(list.map((data) => ({ event: data.type, data })));
  },
};
