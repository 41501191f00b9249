/**
 * How opencode is told of the guard: a plugin in its own process that asks before every tool, and throws whenever the
 * answer is not a clear yes. A plugin that cannot be loaded, or fails while it is, is silently left out: so it does nothing
 * then that could fail, and says once that it is there.
 */
import type { GuardForwarder } from "../adapter.ts";

const TIMEOUT_MS = 10_000;

export function pluginFile(guard: GuardForwarder, path: string): { path: string; text: string } {
  return { path, text: SOURCE.replace("GUARD", () => JSON.stringify({ ...guard, timeoutMs: TIMEOUT_MS })) };
}

/** The event has the names that the other CLIs use, so that one guard understands all. */
const SOURCE = `import { spawn } from "node:child_process";
const guard = GUARD;
const ask = (event) => (guard.url === undefined ? run(event) : post(event));
async function post(event) {
  const answer = await fetch(guard.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(guard.timeoutMs),
  });
  if (!answer.ok) throw new Error("the guard answered with status " + answer.status);
  return answer.text();
}
function run(event) {
  return new Promise((resolve, reject) => {
    const child = spawn(guard.command[0], guard.command.slice(1), { stdio: ["pipe", "pipe", "pipe"] });
    const late = setTimeout(() => child.kill("SIGKILL"), guard.timeoutMs);
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => { out += chunk; });
    child.stderr.on("data", (chunk) => { err += chunk; });
    child.stdin.on("error", () => {});
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(late);
      if (code === 0) resolve(out);
      else reject(new Error(err.trim() || "the guard ended with status " + code));
    });
    child.stdin.end(JSON.stringify(event));
  });
}
async function judge(event) {
  const said = (await ask(event)).trim();
  if (said === "") return;
  const verdict = JSON.parse(said).hookSpecificOutput;
  if (verdict?.permissionDecision === "allow") return;
  throw new Error(verdict?.permissionDecisionReason ?? "the guard gave no clear answer");
}
export const AdfGuard = async ({ directory }) => {
  ask({ hook_event_name: "SessionStart", cwd: directory }).catch(() => {});
  return {
    "tool.execute.before": (input, output) =>
      judge({
        hook_event_name: "PreToolUse",
        session_id: input.sessionID,
        tool_use_id: input.callID,
        tool_name: input.tool === "bash" ? "Bash" : input.tool,
        tool_input: output.args,
        cwd: directory,
      }),
  };
};
`;
