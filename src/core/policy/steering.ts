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

/** What decides which checks run on the forge. */
const CI: ReadonlySet<string> = new Set([
  ...[".gitlab-ci.yml", ".drone.yml", ".woodpecker.yml", ".woodpecker.yaml", ".travis.yml"],
  ...["jenkinsfile", "bitbucket-pipelines.yml", "azure-pipelines.yml", "renovate.json", "dependabot.yml"],
]);
const CI_FOLDERS: ReadonlySet<string> = new Set([".woodpecker", ".circleci", ".buildkite"]);
const FORGES: ReadonlySet<string> = new Set([".github", ".gitea", ".forgejo"]);

/** The factory's own: its configuration, its routes, and the page whose test commands the gate `qa` runs. */
const FACTORY = /^(?:.*\/)?(?:orchestrator|adf)\.toml$|^(?:.*\/)?routing_scenarios\/|^\.docs\/summary\.md$/;

/** What a change to a file changes besides the code; null for an ordinary file. */
export type Directs = "agents" | "ci" | "factory";

export function directs(path: string): Directs | null {
  const parts = path.toLowerCase().split("/");
  const name = parts.pop() ?? "";
  if (NAMES.has(name) || parts.some((part) => FOLDERS.has(part))) return "agents";
  const forge = FORGES.has(parts[0] ?? "") && (parts[1] === "workflows" || parts[1] === "actions");
  if (forge || CI.has(name) || parts.some((part) => CI_FOLDERS.has(part))) return "ci";
  return FACTORY.test(path.toLowerCase()) ? "factory" : null;
}

/** Those of `paths` that direct agents, CI or the factory; a disk that takes capital letters for small ones changes nothing. */
export const steeringFiles = (paths: readonly string[]): string[] =>
  paths.filter((path) => directs(path) !== null);
