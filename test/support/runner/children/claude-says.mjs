// Speaks as Claude Code does: what it says, how many tokens that took, and with which status it ends, come in its prompt.
import { readFileSync } from "node:fs";

const prompt = readFileSync(0, "utf8");
const told = (word, otherwise) => new RegExp(`^${word}: (.*)$`, "m").exec(prompt)?.[1] ?? otherwise;
const say = (event) => console.log(JSON.stringify({ session_id: "s-1", ...event }));
const text = told("SAY", "lighthouse");
const usage = { input_tokens: 40, output_tokens: Number(told("TOKENS", "5")) };

say({ type: "system", subtype: "init" });
if (usage.output_tokens > 0)
  say({
    type: "assistant",
    message: { id: "m-1", model: told("MODEL", "claude-sonnet-5"), content: [{ type: "text", text }], usage },
  });
say({ type: "result", subtype: "success", is_error: told("ERROR", "no") === "yes", result: text, usage });
process.exitCode = Number(told("EXIT", "0"));
