/**
 * Files that direct agents, or start programs for them: their instructions, the settings of their CLIs, hooks, servers, skills. Who
 * changes one changes what every later job is told or runs, so a change to one is a person's to merge. Pure.
 */

const NAMES: ReadonlySet<string> = new Set([
  ...[
    "agents.md",
    "agents.override.md",
    "claude.md",
    "claude.local.md",
    "gemini.md",
    "copilot-instructions.md",
  ],
  ...[".cursorrules", ".windsurfrules", ".clinerules", ".mcp.json", "opencode.json", "opencode.jsonc"],
]);

const FOLDERS: ReadonlySet<string> = new Set([
  ...[".agents", ".claude", ".codex", ".cursor", ".gemini", ".opencode", ".windsurf", ".clinerules"],
]);

/** Those of `paths` that steer agents; a disk that takes capital letters for small ones changes nothing. */
export function steeringFiles(paths: readonly string[]): string[] {
  return paths.filter((path) => {
    const parts = path.toLowerCase().split("/");
    const name = parts.pop() ?? "";
    return NAMES.has(name) || parts.some((part) => FOLDERS.has(part));
  });
}

/** What a person is told who has to merge it. */
export function steeringQuestion(pull_request: number, files: readonly string[]): string {
  const named = files.slice(0, 10).map((file) => `\`${file.replaceAll("`", "")}\``);
  const more = files.length > named.length ? ` and ${files.length - named.length} more` : "";
  return `Every gate passed pull request #${pull_request}, but it changes what agents are told or run by themselves: ${named.join(", ")}${more}. That is a person's decision: merge it if it is right, or say here what should change.`;
}
