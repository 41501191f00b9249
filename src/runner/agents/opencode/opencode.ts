/**
 * opencode. The configuration that counts is handed over in the environment, where it beats every file; a repository's
 * own configuration, plugins and skills are not read.
 */
import { err, ok } from "../../../core/result.ts";
import type { AgentAdapter, RunOrder } from "../adapter.ts";
import { pluginFile } from "./hook.ts";
import { readOpencode } from "./read.ts";
import { conversation, FOLDER, resumePlugin } from "./resume.ts";

export const opencode: AgentAdapter = {
  title: "opencode",
  program: "opencode",
  install: "npm install -g opencode-ai",
  version: ["--version"],
  login: {
    command: "opencode auth login",
    file: ".local/share/opencode/auth.json",
    keys: () => ["OPENCODE_API_KEY"],
    required: true,
  },
  instructions: ["AGENTS.md"],
  // Its second reader of configurations heeds no switch, and runs the plugins that they name; when it reads a file, it takes
  // orders from the folders above it.
  withheld: ["opencode.json", "opencode.jsonc", ".opencode", "*/**/AGENTS.md", "*/**/CONTEXT.md"],
  api: (provider) => ["opencode.ai:443", ...(VENDORS[provider] ?? [])],
  hooked: true,
  plain: false,
  conversation,
  literal: null,
  read: readOpencode,
  plan(order) {
    const { guard, model, baseUrl, space, offer, resume } = order;
    if (baseUrl === null && order.credential.kind === "key" && order.credential.name !== "OPENCODE_API_KEY") {
      const message = `opencode takes a key from ${order.credential.name} only together with a "base_url"; for its own providers log in with: opencode auth login`;
      return err({ kind: "auth", message });
    }
    const plugins = [
      ...(guard === null ? [] : [pluginFile(guard, `${space.home}/adf-guard.mjs`)]),
      ...(resume === null
        ? []
        : [resumePlugin(`${space.home}/adf-resume.mjs`, `${space.home}/${FOLDER}`, resume)]),
    ];
    const name =
      baseUrl !== null ? `${OURS}/${model}` : model.includes("/") ? model : `${offer.provider}/${model}`;
    return ok({
      argv: [
        order.program,
        "run",
        "--format",
        "json",
        "--auto",
        // What it retries in silence stands in its log alone.
        "--print-logs",
        "--log-level",
        "ERROR",
        "--model",
        name,
        // Without a title it asks the model for one, beside the work: paid for, and in no count.
        ...(resume === null ? ["--title", "adf"] : ["--continue"]),
      ],
      env: environment(
        order,
        plugins.map(({ path }) => path),
      ),
      files: plugins,
      promptOnStdin: true,
    });
  },
};

/** Where the providers that people log in to are asked; any other takes a "base_url", or its host in the allow-list. */
const VENDORS: Readonly<Record<string, readonly string[]>> = {
  anthropic: ["api.anthropic.com:443"],
  google: ["generativelanguage.googleapis.com:443"],
  openai: ["api.openai.com:443"],
  openrouter: ["openrouter.ai:443"],
};

/** A provider id that none of opencode's own can have. */
const OURS = "adf";

function environment(
  { baseUrl, credential, model }: RunOrder,
  plugin: readonly string[],
): Record<string, string> {
  const provider = {
    npm: "@ai-sdk/openai-compatible",
    options: { baseURL: baseUrl, ...(credential.kind === "key" ? { apiKey: `{env:${KEY}}` } : {}) },
    models: { [model]: {} },
  };
  const config = {
    autoupdate: false,
    share: "disabled",
    permission: "allow",
    mcp: {},
    plugin,
    ...(baseUrl === null ? {} : { provider: { [OURS]: provider }, small_model: `${OURS}/${model}` }),
  };
  return {
    OPENCODE_CONFIG_CONTENT: JSON.stringify(config),
    ...Object.fromEntries(SWITCHES.map((name) => [name, "1"])),
    ...(credential.kind === "key" ? { [baseUrl === null ? "OPENCODE_API_KEY" : KEY]: credential.value } : {}),
  };
}

const KEY = "ADF_PROVIDER_KEY";

/** No updates, no downloads, nothing of the repository's or of another CLI's settings. */
const SWITCHES = [
  "OPENCODE_DISABLE_AUTOUPDATE",
  "OPENCODE_DISABLE_SHARE",
  "OPENCODE_DISABLE_PROJECT_CONFIG",
  "OPENCODE_DISABLE_CLAUDE_CODE",
  "OPENCODE_DISABLE_EXTERNAL_SKILLS",
  "OPENCODE_DISABLE_LSP_DOWNLOAD",
  "OPENCODE_DISABLE_TERMINAL_TITLE",
];
