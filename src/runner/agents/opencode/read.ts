/** Reads `opencode run --format json`, and its log on stderr for what it retries without a word. */
import { type AgentAnswer, type AgentReader, SILENCE, type Tokens } from "../adapter.ts";
import { count, type Json, readLines, readObjects, record, text } from "../lines.ts";
import { type Evidence, troubleOf } from "../trouble.ts";

interface Story {
  session: string | null;
  model: string | null;
  said: string;
  tokens: Tokens | null;
  costUsd: number;
  denials: number;
  /** The last failure since the model last answered. */
  failed: Evidence | null;
  tools: number;
}

export function readOpencode(now: () => number): AgentReader {
  const story: Story = {
    session: null,
    model: null,
    said: "",
    tokens: null,
    costUsd: 0,
    denials: 0,
    failed: null,
    tools: 0,
  };
  const out = readObjects((event) => take(story, event));
  const log = readLines((line) => takeLog(story, line));
  return {
    write: (stream, chunk) => (stream === "stdout" ? out : log).write(chunk),
    tools: () => story.tools,
    end() {
      out.end();
      log.end();
      return answerOf(story, now());
    },
  };
}

function take(story: Story, event: Json): void {
  story.session = text(event.sessionID) ?? story.session;
  const part = record(event.part);
  switch (event.type) {
    case "error":
      story.failed = evidenceIn(record(event.error));
      return;
    case "step_start":
      story.failed = null;
      return;
    case "text":
      story.said = text(part.text) ?? story.said;
      return;
    case "tool_use": {
      const state = record(part.state);
      if (state.status === "completed") story.tools += 1;
      if (state.status === "error" && REFUSED.test(text(state.error) ?? "")) story.denials += 1;
      return;
    }
    case "step_finish":
      story.tokens = added(story.tokens, record(part.tokens));
      if (typeof part.cost === "number") story.costUsd += part.cost;
  }
}

const REFUSED = /permission|denied|rejected|refused|guard/i;

function takeLog(story: Story, line: string): void {
  story.model = /\bmodelID=(\S+)/.exec(line)?.[1] ?? story.model;
  if (!/\blevel=ERROR\b/.test(line) || !line.includes('"stream error"')) return;
  const said = /\berror(?:\.error)?="((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  if (said !== undefined) story.failed = { text: said };
}

function evidenceIn(error: Json): Evidence {
  const data = record(error.data);
  const headers = record(data.responseHeaders);
  const after = Number(text(headers["retry-after"]) ?? Number.NaN);
  const words = [error.name, data.message, data.responseBody].filter((part) => typeof part === "string");
  return {
    status: typeof data.statusCode === "number" ? data.statusCode : null,
    text: words.join(" "),
    retryAfterSecs: Number.isFinite(after) ? after : null,
  };
}

function answerOf(story: Story, now: number): AgentAnswer {
  const { session, model, said, tokens, denials, costUsd, failed } = story;
  const found = failed === null ? null : troubleOf(failed, now);
  return {
    ...SILENCE,
    text: said,
    session,
    model,
    tokens,
    // Nought is what it says of a model whose price it does not know.
    costUsd: costUsd > 0 ? costUsd : null,
    denials,
    trouble: found === null || failed === null ? null : { ...found, message: failed.text },
  };
}

function added(before: Tokens | null, tokens: Json): Tokens {
  const cache = record(tokens.cache);
  return {
    input: (before?.input ?? 0) + count(tokens.input) + count(cache.write),
    cached: (before?.cached ?? 0) + count(cache.read),
    output: (before?.output ?? 0) + count(tokens.output) + count(tokens.reasoning),
  };
}
