/** Google's generateContent. */
import { COST, events, type Protocol, written } from "./protocol.ts";
import { callOf } from "./shell-tool.ts";

interface Body {
  readonly contents: readonly { readonly role?: string }[];
  readonly tools?: readonly {
    readonly functionDeclarations?: readonly {
      readonly name: string;
      readonly parametersJsonSchema?: { readonly properties?: object; readonly required?: readonly string[] };
      readonly parameters?: { readonly properties?: object; readonly required?: readonly string[] };
    }[];
  }[];
}

export const gemini: Protocol = {
  read(path, json) {
    const found = /\/models\/([^:/]+):(streamGenerateContent|generateContent)/.exec(path);
    if (found === null) return null;
    const body = json as Body;
    return {
      protocol: "gemini",
      model: found[1] ?? "",
      text: JSON.stringify(body.contents),
      turn: body.contents.filter((c) => c.role === "model").length,
      tools: (body.tools ?? [])
        .flatMap((tool) => tool.functionDeclarations ?? [])
        .map(({ name, parametersJsonSchema, parameters }) => ({
          name,
          properties: Object.keys((parametersJsonSchema ?? parameters)?.properties ?? {}),
          required: (parametersJsonSchema ?? parameters)?.required ?? [],
        })),
      stream: found[2] === "streamGenerateContent",
    };
  },
  answer(question, turn) {
    const call = callOf(question, turn);
    const part =
      call === null
        ? { text: turn.kind === "say" ? turn.text : "no shell" }
        : { functionCall: { name: call.name, args: call.input } };
    const data = {
      candidates: [{ content: { role: "model", parts: [part] }, finishReason: "STOP", index: 0 }],
      usageMetadata: {
        promptTokenCount: COST.fresh + COST.cached,
        cachedContentTokenCount: COST.cached,
        candidatesTokenCount: written(turn),
        totalTokenCount: COST.fresh + COST.cached + written(turn),
      },
      modelVersion: question.model,
    };
    return question.stream ? events([{ data }]) : JSON.stringify(data);
  },
};
