/** Anthropic's messages. */
import { COST, events, type Protocol, written } from "./protocol.ts";
import { callOf } from "./shell-tool.ts";

interface Body {
  readonly model: string;
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly {
    readonly name: string;
    readonly input_schema?: { readonly properties?: object; readonly required?: readonly string[] };
  }[];
}

export const anthropic: Protocol = {
  read(path, json) {
    if (!/^\/(?:v1\/)?messages(?:\?|$)/.test(path)) return null;
    const body = json as Body;
    return {
      protocol: "anthropic",
      model: body.model,
      text: JSON.stringify(body.messages),
      turn: body.messages.filter((m) => m.role === "assistant").length,
      tools: (body.tools ?? []).map((tool) => ({
        name: tool.name,
        properties: Object.keys(tool.input_schema?.properties ?? {}),
        required: tool.input_schema?.required ?? [],
      })),
      stream: body.stream === true,
    };
  },
  answer(question, turn) {
    const call = callOf(question, turn);
    const content =
      call === null
        ? { type: "text", text: turn.kind === "say" ? turn.text : "no shell" }
        : { type: "tool_use", id: `toolu_${question.turn}`, name: call.name, input: call.input };
    const stop_reason = call === null ? "end_turn" : "tool_use";
    const message = {
      id: `msg_${question.turn}`,
      type: "message",
      role: "assistant",
      model: question.model,
      stop_sequence: null,
      usage: {
        input_tokens: COST.fresh,
        cache_read_input_tokens: COST.cached,
        cache_creation_input_tokens: 0,
        output_tokens: written(turn),
      },
    };
    if (!question.stream) return JSON.stringify({ ...message, content: [content], stop_reason });
    const empty = call === null ? { type: "text", text: "" } : { ...content, input: {} };
    const delta =
      call === null
        ? { type: "text_delta", text: "text" in content ? content.text : "" }
        : { type: "input_json_delta", partial_json: JSON.stringify(call.input) };
    const list = [
      { type: "message_start", message: { ...message, content: [], stop_reason: null } },
      { type: "content_block_start", index: 0, content_block: empty },
      { type: "content_block_delta", index: 0, delta },
      { type: "content_block_stop", index: 0 },
      {
        type: "message_delta",
        delta: { stop_reason, stop_sequence: null },
        usage: { output_tokens: written(turn) },
      },
      { type: "message_stop" },
    ];
    return events(list.map((data) => ({ event: data.type, data })));
  },
};
