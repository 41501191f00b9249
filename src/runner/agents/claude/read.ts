/**
 * Reads Claude Code's `stream-json`. The last `result` has it all; where it was killed before that, the messages so far
 * are added up. `subtype: "success"` may stand beside `is_error: true`, so only `is_error` counts.
 */
import { type AgentAnswer, type AgentReader, SILENCE, type Tokens } from "../adapter.ts";
import { count, type Json, list, readObjects, record, text } from "../lines.ts";
import { type Evidence, troubleOf } from "../trouble.ts";

interface Story {
  session: string | null;
  model: string | null;
  said: string;
  result: Json | null;
  /** By the id of the message, because one is told again while it grows. */
  readonly messages: Map<string, Tokens>;
  /** The last failure since the model last answered. */
  failed: Evidence | null;
  resetsAtMs: number | null;
  errors: string;
  tools: number;
}

export function readClaude(now: () => number): AgentReader {
  const story: Story = {
    session: null,
    model: null,
    said: "",
    result: null,
    messages: new Map(),
    failed: null,
    resetsAtMs: null,
    errors: "",
    tools: 0,
  };
  const out = readObjects((event) => take(story, event));
  return {
    write(stream, chunk) {
      if (stream === "stdout") out.write(chunk);
      else story.errors = (story.errors + chunk.toString("utf8")).slice(-4_000);
    },
    tools: () => story.tools,
    end(code) {
      out.end();
      return answerOf(story, code, now());
    },
  };
}

function take(story: Story, event: Json): void {
  story.session = text(event.session_id) ?? story.session;
  switch (event.type) {
    case "system":
      if (event.subtype === "api_retry") {
        const status = typeof event.error_status === "number" ? event.error_status : null;
        story.failed = { status, text: text(event.error) ?? "" };
      }
      return;
    case "rate_limit_event": {
      const told = record(event.rate_limit_info);
      if (told.status === "rejected" && typeof told.resetsAt === "number")
        story.resetsAtMs = told.resetsAt * 1000;
      return;
    }
    case "assistant":
      takeMessage(story, event, record(event.message));
      return;
    case "user":
      for (const part of list(record(event.message).content).map(record))
        if (part.type === "tool_result" && part.is_error !== true) story.tools += 1;
      return;
    case "result":
      story.result = event;
  }
}

function takeMessage(story: Story, event: Json, message: Json): void {
  const words = list(message.content).map((part) => text(record(part).text) ?? "");
  const said = words.join("");
  const status = typeof event.api_error_status === "number" ? event.api_error_status : null;
  if (text(event.error) !== null) {
    story.failed = { status, text: `${event.error} ${event.api_error_type ?? ""} ${said}` };
    return;
  }
  story.failed = null;
  const model = text(message.model);
  if (model !== null && model !== "<synthetic>") story.model = model;
  if (said !== "") story.said = said;
  story.messages.set(text(message.id) ?? "", tokensOf(record(message.usage)));
}

function answerOf(story: Story, code: number | null, now: number): AgentAnswer {
  const { result, session } = story;
  const failed = result === null ? code !== 0 : result.is_error === true;
  const said = text(result?.result) ?? story.said;
  const used = Object.entries(record(result?.modelUsage));
  const priced = used.length > 0 && used.every(([, use]) => record(use).costBasis === "list");
  return {
    ...SILENCE,
    text: said,
    session,
    // With several, the one of the conversation is the one that wrote most.
    model: story.model ?? used[0]?.[0] ?? null,
    tokens: result === null ? sum([...story.messages.values()]) : tokensOf(record(result.usage)),
    costUsd: priced && typeof result?.total_cost_usd === "number" ? result.total_cost_usd : null,
    denials: list(result?.permission_denials).length,
    trouble: failed ? troubleIn(story, said, now) : null,
  };
}

function troubleIn(story: Story, said: string, now: number): AgentAnswer["trouble"] {
  const { result } = story;
  const subtype = text(result?.subtype);
  if (subtype === "error_max_turns")
    return { kind: "turn_limit", retry_after_secs: null, message: "It used all the turns it may take." };
  if (subtype === "error_max_budget_usd")
    return { kind: "cost_limit", retry_after_secs: null, message: "It spent all it may spend on one run." };
  const status =
    typeof result?.api_error_status === "number" ? result.api_error_status : story.failed?.status;
  const words = [story.failed?.text, said, result === null ? story.errors : ""].join(" ");
  const found = troubleOf({ status, text: words, resetsAtMs: story.resetsAtMs }, now);
  return found === null ? null : { ...found, message: said === "" ? words.trim() : said };
}

const tokensOf = (usage: Json): Tokens => ({
  input: count(usage.input_tokens) + count(usage.cache_creation_input_tokens),
  cached: count(usage.cache_read_input_tokens),
  output: count(usage.output_tokens),
});

const sum = (all: readonly Tokens[]): Tokens | null =>
  all.length === 0
    ? null
    : all.reduce((a, b) => ({
        input: a.input + b.input,
        cached: a.cached + b.cached,
        output: a.output + b.output,
      }));
