/** The tool by which an agent CLI runs a command in a shell, under the names the CLIs give it. */
import type { Answer, Question, Tool, ToolCall } from "./protocol.ts";

const SHELLS = ["Bash", "bash", "run_shell_command", "exec_command", "shell_command", "shell", "local_shell"];

/** Null when the CLI offered no shell: one of its small side questions, such as a title. */
export function shellOf(tools: readonly Tool[]): Tool | null {
  return (
    SHELLS.map((name) => tools.find((tool) => tool.name === name)).find((tool) => tool !== undefined) ?? null
  );
}

/** What an answer asks the CLI to do; null for one that only says something, or wants a shell where there is none. */
export function callOf({ tools }: Pick<Question, "tools">, answer: Answer): ToolCall | null {
  if (answer.kind === "use") return answer;
  const shell = answer.kind === "run" ? shellOf(tools) : null;
  return answer.kind === "run" && shell !== null ? shellCall(shell, answer.command) : null;
}

/** The call of that tool; arguments we do not know are filled because a CLI may require them. */
function shellCall(tool: Tool, command: string): ToolCall {
  const known: Record<string, unknown> = {
    cmd: command,
    command: tool.name === "shell" ? ["bash", "-c", command] : command,
    description: "a step of the script",
  };
  const wanted = tool.properties.filter((name) => known[name] !== undefined);
  return { name: tool.name, input: Object.fromEntries(wanted.map((name) => [name, known[name]])) };
}
