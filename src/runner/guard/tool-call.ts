/**
 * What an agent CLI says before it uses a tool, as commands that the guard can judge. The CLIs use the same names for
 * nearly everything; what a tool does to a file is put as the shell command that does the same, so that one set of rules
 * decides. Pure.
 */
import * as z from "zod";

/** Claude Code, Codex, opencode's plugin and Gemini CLI. */
const Event = z.looseObject({
  hook_event_name: z.string().max(100).optional(),
  tool_name: z.string().max(300).optional(),
  // Not told by what is no tool: a session that begins.
  tool_input: z.unknown().optional(),
  cwd: z.string().max(4_096).optional(),
});

export type ToolCall =
  | { readonly kind: "alive" }
  | {
      readonly kind: "tool";
      readonly tool: string;
      readonly cwd: string | null;
      /** Each has to be allowed. None: a tool that neither runs nor touches anything that is known here. */
      readonly commands: readonly string[];
    }
  | { readonly kind: "malformed"; readonly problem: string };

/** Each is judged for itself; nobody changes more by hand. */
const MAX_FILES = 500;

const PATH_KEYS = ["file_path", "filePath", "path", "notebook_path", "absolute_path", "filename"];
const WRITES =
  /^(?:write|edit|multiedit|notebookedit|write_file|replace|create|str_replace|insert|patch|update)/i;
const READS = /^(?:read|read_file|view|open|cat|list|ls|glob|grep|search)/i;

export function readToolCall(body: string): ToolCall {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { kind: "malformed", problem: "it is not JSON" };
  }
  const read = Event.safeParse(json);
  if (!read.success) return { kind: "malformed", problem: z.prettifyError(read.error) };
  const { hook_event_name, tool_name, tool_input, cwd } = read.data;
  if (tool_name === undefined) {
    return hook_event_name === "SessionStart"
      ? { kind: "alive" }
      : { kind: "malformed", problem: "it names no tool" };
  }
  if (tool_input === undefined)
    return { kind: "malformed", problem: `it does not say what ${tool_name} is given` };
  const input = tool_input !== null && typeof tool_input === "object" ? (tool_input as Input) : {};
  const commands = commandsOf(tool_name, input);
  if (commands.length > MAX_FILES)
    return {
      kind: "malformed",
      problem: `it changes ${commands.length} files at once, more than ${MAX_FILES}`,
    };
  return { kind: "tool", tool: tool_name, cwd: cwd ?? null, commands };
}

type Input = Readonly<Record<string, unknown>>;

function commandsOf(tool: string, input: Input): string[] {
  const command = input.command ?? input.cmd ?? input.script;
  const name = tool.split("__").at(-1) ?? tool;
  if (/patch/i.test(name)) {
    const text = command ?? input.patch ?? input.patchText ?? input.input;
    if (typeof text === "string") return pathsOfPatch(text).map(writing);
  }
  if (typeof command === "string") return [command];
  if (Array.isArray(command)) return [command.map((word) => quoted(String(word))).join(" ")];
  // Characters typed into a shell that runs already are a command like any other.
  if (typeof input.chars === "string" && input.chars.trim() !== "") return [input.chars];
  const paths = PATH_KEYS.map((key) => input[key]).filter((path) => typeof path === "string");
  if (WRITES.test(name)) return paths.map(writing);
  if (READS.test(name)) return paths.map((path) => `cat -- ${quoted(path)}`);
  return [];
}

/** Files that a patch in the form of Codex adds, changes, moves or deletes. */
function pathsOfPatch(patch: string): string[] {
  return [...patch.matchAll(/^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+)$/gm)].map(
    (m) => m[1] ?? "",
  );
}

const writing = (path: string): string => `printf '%s' x > ${quoted(path)}`;
export const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
