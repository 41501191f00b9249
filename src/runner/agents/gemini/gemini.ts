/**
 * Gemini CLI. A repository's `.gemini/settings.json` could switch hooks off, so the settings that count are the system's:
 * they are laid over all others, from a file that the job's environment names.
 */
import { ok } from "../../../core/result.ts";
import type { AgentAdapter, RunOrder } from "../adapter.ts";
import { hookSettings } from "./hook.ts";
import { readGemini } from "./read.ts";

export const gemini: AgentAdapter = {
  title: "Gemini CLI",
  program: "gemini",
  install: "npm install -g @google/gemini-cli",
  version: ["--version"],
  login: {
    command: "gemini",
    file: ".gemini/oauth_creds.json",
    keys: () => ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
    required: true,
  },
  api: (_provider, { kind }) =>
    kind === "file"
      ? ["cloudcode-pa.googleapis.com:443", "oauth2.googleapis.com:443", "www.googleapis.com:443"]
      : ["generativelanguage.googleapis.com:443"],
  instructions: ["GEMINI.md", "AGENTS.md"],
  // Variables of `.gemini/.env` go into its own environment, BASH_ENV too, and no setting keeps them out; its settings
  // add names of files with instructions, and take none away.
  withheld: [".gemini", ".agents", "**/GEMINI.md"],
  hooked: true,
  plain: false,
  conversation: {
    folder: ".gemini/tmp",
    // Its name has the first of the session's letters alone.
    holds: (name, session) => name.startsWith("session-") && name.endsWith(`-${session.slice(0, 8)}.jsonl`),
    // It looks for them below the last name of the folder it works in, which is the same for every job.
    place: (file) => file,
  },
  literal,
  read: readGemini,
  plan(order) {
    const { home } = order.space;
    const settings = `${home}/.gemini/adf-settings.json`;
    return ok({
      argv: [
        order.program,
        "--output-format",
        "stream-json",
        "--approval-mode",
        "yolo",
        "--model",
        order.model,
        ...(order.resume === null ? [] : ["--resume", order.resume]),
      ],
      env: {
        GEMINI_CLI_SYSTEM_SETTINGS_PATH: settings,
        GEMINI_CLI_TRUST_WORKSPACE: "true",
        ...(order.baseUrl === null ? {} : { GOOGLE_GEMINI_BASE_URL: order.baseUrl }),
        ...secret(order),
      },
      files: [
        {
          path: settings,
          text: JSON.stringify({ ...settingsOf(order), ...hookSettings(order.guard, order.nonce) }),
        },
      ],
      promptOnStdin: true,
    });
  },
};

/**
 * A path after an @ would be read without a tool, so without the guard, and from the branch under work; one that is not there
 * is searched for. No setting keeps that from happening, a backslash does.
 */
function literal(prompt: string): string {
  if (!prompt.includes("@")) return prompt;
  return `${prompt.replace(/(?<!\\)@/g, "\\@")}\n\n(Every \`\\@\` above stands for a plain at sign.)\n`;
}

const settingsOf = ({ credential }: RunOrder): object => ({
  security: {
    auth: { selectedType: credential.kind === "file" ? "oauth-personal" : "gemini-api-key" },
  },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  admin: { mcp: { enabled: false }, extensions: { enabled: false } },
  advanced: { ignoreLocalEnv: true },
  // Whatever a repository says of these is laid over: its words would be run, or told to the model.
  tools: { discoveryCommand: "", callCommand: "" },
  skills: { enabled: false },
});

const secret = ({ credential, baseUrl }: RunOrder): Record<string, string> => {
  if (credential.kind === "key") return { GEMINI_API_KEY: credential.value };
  return credential.kind === "none" && baseUrl !== null ? { GEMINI_API_KEY: "not-needed" } : {};
};
