// A CLI with a mood: the file named by its first argument says whether its login is accepted. The second is its prompt.
import { existsSync, readFileSync } from "node:fs";

const [moods, prompts] = process.argv.slice(2);
const prompt = readFileSync(prompts, "utf8");
const refused = existsSync(moods) && readFileSync(moods, "utf8").trim() === "refused";
const say = (event) => console.log(JSON.stringify({ session_id: "s-1", ...event }));
const text = refused ? "Invalid API key · Please run /login" : "Lighthouse.";
const usage = { input_tokens: refused ? 0 : 40, output_tokens: refused ? 0 : 5 };

say({ type: "system", subtype: "init" });
if (!refused)
  say({
    type: "assistant",
    message: { id: "m-1", model: "claude-sonnet-5", content: [{ type: "text", text }], usage },
  });
say({ type: "result", subtype: "success", is_error: refused, result: text, usage, asked: prompt.length });
process.exitCode = refused ? 1 : 0;
