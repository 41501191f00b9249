/** Reads `gemini -o stream-json`. Its exit status is an HTTP status cut to a byte, and says less than its words. */
import { type AgentAnswer, type AgentReader, SILENCE, type Tokens } from "../adapter.ts";
import { count, type Json, readLines, readObjects, record, text, written } from "../lines.ts";
import { troubleOf } from "../trouble.ts";

interface Story {
  session: string | null;
  said: string;
  result: Json | null;
  denials: number;
  errors: string;
  /** The last failure since the model last answered. */
  failed: string | null;
  tools: number;
}

export function readGemini(now: () => number): AgentReader {
  const story: Story = {
    session: null,
    said: "",
    result: null,
    denials: 0,
    errors: "",
    failed: null,
    tools: 0,
  };
  const out = readObjects((event) => take(story, event));
  const log = readLines((line) => {
    story.errors = `${story.errors}${line}\n`.slice(-6_000);
    if (/\bAttempt \d+ failed|\bstatus:? [45]\d\d\b|ApiError|"code": ?[45]\d\d/.test(line))
      story.failed = line;
  });
  return {
    write: (stream, chunk) => (stream === "stdout" ? out : log).write(chunk),
    tools: () => story.tools,
    end(code) {
      out.end();
      log.end();
      return answerOf(story, code, now());
    },
  };
}

function take(story: Story, event: Json): void {
  switch (event.type) {
    case "init":
      story.session = text(event.session_id);
      return;
    case "message":
      if (event.role !== "assistant") return;
      story.failed = null;
      story.said =
        event.delta === true ? story.said + (text(event.content) ?? "") : (text(event.content) ?? "");
      return;
    case "tool_use":
      story.failed = null;
      story.said = "";
      return;
    case "tool_result":
      if (event.status === "success") story.tools += 1;
      if (event.status === "error" && /denied|blocked|policy|rejected/i.test(written(event)))
        story.denials += 1;
      return;
    case "error":
      story.failed = `${text(event.message) ?? ""} ${written(event.error ?? "")}`;
      return;
    case "result":
      story.result = event;
  }
}

function answerOf(story: Story, code: number | null, now: number): AgentAnswer {
  const stats = record(story.result?.stats);
  const models = Object.entries(record(stats.models));
  const failed = story.result === null ? code !== 0 : story.result.status !== "success";
  const told = record(story.result?.error);
  const words = [written(story.result?.error ?? ""), story.failed ?? "", story.errors].join(" ");
  const status = typeof told.code === "number" ? told.code : null;
  const found = failed ? troubleOf({ status, text: words }, now) : null;
  return {
    ...SILENCE,
    text: story.said,
    session: story.session,
    // It may ask a small model too; the one that wrote most had the conversation.
    model: models.sort(([, a], [, b]) => outputOf(b) - outputOf(a))[0]?.[0] ?? null,
    tokens: story.result === null ? null : tokensOf(stats),
    denials: story.denials,
    trouble:
      found === null
        ? null
        : { ...found, message: text(told.message) ?? story.failed ?? story.errors.trim() },
  };
}

const outputOf = (use: unknown): number => count(record(use).output_tokens);

const tokensOf = (stats: Json): Tokens => ({
  input: Math.max(0, count(stats.input_tokens) - count(stats.cached)),
  cached: count(stats.cached),
  output: count(stats.output_tokens),
});
