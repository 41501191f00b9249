/**
 * Codex. Its sandbox and its questions are off: whoever lets it run unattended fences it from outside. A repository's
 * `.codex/config.toml` is not read, because the checkout is not a trusted project and no configuration of a person is there.
 */
import { err, ok } from "../../../core/result.ts";
import type { AgentAdapter, RunOrder } from "../adapter.ts";
import { hookArguments } from "./hook.ts";
import { readCodex } from "./read.ts";

export const codex: AgentAdapter = {
  title: "Codex",
  program: "codex",
  install: "npm install -g @openai/codex",
  version: ["--version"],
  login: {
    command: "codex login",
    file: ".codex/auth.json",
    keys: () => ["CODEX_API_KEY", "OPENAI_API_KEY"],
    required: true,
  },
  // With a login another of the vendor's addresses answers, and a third renews it.
  api: (_provider, { kind }) =>
    kind === "file" ? ["chatgpt.com:443", "auth.openai.com:443"] : ["api.openai.com:443"],
  instructions: ["AGENTS.md"],
  // It reads skills whatever its configuration says of projects that it does not trust.
  withheld: [".codex", ".agents"],
  hooked: true,
  plain: false,
  conversation: {
    folder: ".codex/sessions",
    holds: (name, session) => name.endsWith(`${session}.jsonl`),
    place: (file) => file,
  },
  literal: null,
  read: readCodex,
  plan(order) {
    if (order.model.includes("/") && order.baseUrl === null) {
      const message = `Codex has no model "${order.model}": it asks one provider, so a model has no prefix. "models" in the runner's configuration can say what it means.`;
      return err({ kind: "unknown_model", message });
    }
    const resume = order.resume === null ? [] : ["resume", order.resume];
    return ok({
      argv: [
        order.program,
        "exec",
        ...resume,
        "--json",
        "--skip-git-repo-check",
        "--dangerously-bypass-approvals-and-sandbox",
        // A shell with a terminal of its own takes input that no hook sees.
        "--disable",
        "unified_exec_tty",
        "--model",
        order.model,
        ...SETTINGS.flatMap((setting) => ["-c", setting]),
        ...provider(order),
        ...hookArguments(order.guard),
        "-",
      ],
      env: environment(order),
      files: [{ path: `${order.space.home}/.codex/config.toml`, text: "" }],
      promptOnStdin: true,
    });
  },
};

/** No updates, no statistics, no commands of the repository. */
const SETTINGS = [
  "check_for_update_on_startup=false",
  "analytics.enabled=false",
  'otel.exporter="none"',
  'history.persistence="none"',
  // Neither AGENTS.md, which the branch under work may have changed, nor skills.
  "project_doc_max_bytes=0",
  "skills.include_instructions=false",
];

/** The provider of the machine's configuration under a name that cannot be one of Codex's own. */
function provider({ baseUrl, credential }: RunOrder): string[] {
  if (baseUrl === null) return [];
  const key = credential.kind === "key" ? `,env_key=${toml(KEY)}` : "";
  const table = `{name="adf",base_url=${toml(baseUrl)},wire_api="responses"${key},request_max_retries=1,stream_max_retries=1}`;
  return ["-c", 'model_provider="adf"', "-c", `model_providers.adf=${table}`];
}

const KEY = "CODEX_API_KEY";

const environment = ({ credential, space }: RunOrder): Record<string, string> => ({
  CODEX_HOME: `${space.home}/.codex`,
  ...(credential.kind === "key" ? { [KEY]: credential.value } : {}),
});

/** JSON's strings are TOML's basic strings. */
const toml = (text: string): string => JSON.stringify(text);
