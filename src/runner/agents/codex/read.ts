/** Reads `codex exec --json`. A retry is told as an error too; only one that no turn followed counts. */
import { type AgentAnswer, type AgentReader, SILENCE, type Tokens } from "../adapter.ts";
import { count, type Json, readObjects, record, text } from "../lines.ts";
import { troubleOf } from "../trouble.ts";

interface Story {
  session: string | null;
  said: string;
  tokens: Tokens | null;
  denials: number;
  /** The last failure since the model last answered. */
  failed: string | null;
  errors: string;
  tools: number;
}

export function readCodex(now: () => number): AgentReader {
  const story: Story = {
    session: null,
    said: "",
    tokens: null,
    denials: 0,
    failed: null,
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

function take(story: Story, told: Json): void {
  switch (told.type) {
    case "thread.started":
      story.session = text(told.thread_id);
      return;
    case "error":
      story.failed = text(told.message) ?? "";
      return;
    case "turn.failed":
      story.failed = text(record(told.error).message) ?? story.failed ?? "";
      return;
    case "turn.completed":
      story.failed = null;
      story.tokens = tokensOf(record(told.usage));
      return;
    case "item.started":
    case "item.completed":
      takeItem(story, record(told.item), told.type === "item.completed");
  }
}

function takeItem(story: Story, item: Json, completed: boolean): void {
  if (item.type === "error") return;
  story.failed = null;
  if (!completed) return;
  if (item.type === "command_execution" && item.status === "completed") story.tools += 1;
  if (item.type === "agent_message") story.said = text(item.text) ?? story.said;
  if (item.status === "declined" || /blocked by .{0,200}hook/i.test(text(item.aggregated_output) ?? ""))
    story.denials += 1;
}

function answerOf(story: Story, code: number | null, now: number): AgentAnswer {
  const { session, said, tokens, denials } = story;
  // Killed or ended by itself: what it last complained of and never got over is the reason.
  const words = story.failed ?? (code === 0 || story.tokens !== null ? null : story.errors);
  const found = words === null ? null : troubleOf({ text: words }, now);
  return {
    ...SILENCE,
    text: said,
    session,
    tokens,
    denials,
    trouble: found === null || words === null ? null : { ...found, message: words.trim() },
  };
}

const tokensOf = (usage: Json): Tokens => ({
  input: Math.max(0, count(usage.input_tokens) - count(usage.cached_input_tokens)),
  cached: count(usage.cached_input_tokens),
  // OpenAI counts the reasoning among the output.
  output: count(usage.output_tokens),
});
