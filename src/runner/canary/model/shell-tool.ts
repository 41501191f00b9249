/** The tool by which an agent CLI runs a command in a shell, under the names the CLIs give it. */
import type { Tool } from "./protocol.ts";

export interface ToolCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const SHELLS = ["Bash", "bash", "run_shell_command", "exec_command", "shell_command", "shell", "local_shell"];

/** Null when the CLI offered no shell: one of its small side questions, such as a title. */
export function shellOf(tools: readonly Tool[]): Tool | null {
  return (
    SHELLS.map((name) => tools.find((tool) => tool.name === name)).find((tool) => tool !== undefined) ?? null
  );
}

/** The call of that tool; arguments we do not know are filled because a CLI may require them. */
export function shellCall(tool: Tool, command: string): ToolCall {
  const known: Record<string, unknown> = {
    cmd: command,
    command: tool.name === "shell" ? ["bash", "-c", command] : command,
    description: "a step of the script",
  };
  const wanted = tool.properties.filter((name) => known[name] !== undefined);
  return { name: tool.name, input: Object.fromEntries(wanted.map((name) => [name, known[name]])) };
}
