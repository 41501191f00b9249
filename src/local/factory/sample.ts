/** Fills the embedded forge with the sample project: accounts, tokens, repository, labels, issues, dependencies. */
import { fileURLToPath } from "node:url";
import { forgeClient } from "../../forge/client.ts";
import type { EmbeddedForge } from "../forge/server.ts";
import { SAMPLE_ISSUES, SAMPLE_REPO, type SampleIssue } from "../sample/issues.ts";

export const SAMPLE_PATH = "owner/tides";
export const OWNER = "owner";
const OUTSIDER = "outsider";

const BOT_SCOPES = ["read:user", "write:repository", "write:issue", "read:organization"];

/** The factory's accounts: who they are on the forge, by the name their token has in FORGE_TOKENS. */
const BOTS: Readonly<Record<string, string>> = {
  coordinator: "adf-coordinator",
  developer: "adf-developer",
  reviewer: "adf-reviewer",
  qa: "adf-qa",
};

/** What an embedded forge is filled with. */
export interface Sample {
  /** `owner/name`; the owner is the account `owner`. */
  readonly path: string;
  /** The folder whose files are the first commit. */
  readonly files: string;
  readonly description: string;
  readonly issues: readonly SampleIssue[];
  /** Account → login of the factory here; the usual four when left out. */
  readonly bots?: Readonly<Record<string, string>>;
}

export const TIDES: Sample = {
  path: SAMPLE_PATH,
  files: fileURLToPath(SAMPLE_REPO),
  description: "A small library for tide gauges",
  issues: SAMPLE_ISSUES,
};

/** The second of two: the same library for another coast, with issues of the same numbers. */
export const TIDES_NORTH: Sample = {
  ...TIDES,
  path: "owner/tides-north",
  description: "The same library, for the gauges of the north",
  issues: SAMPLE_ISSUES.slice(0, 4),
};

export interface Seeded {
  readonly tokens: Readonly<Record<string, string>>;
}

export async function seedSample(forge: EmbeddedForge, sample: Sample = TIDES): Promise<Seeded> {
  const { admin } = forge;
  const bots = sample.bots ?? BOTS;
  admin.createAccount({ login: OWNER, full_name: "The owner", is_admin: true });
  admin.createAccount({ login: OUTSIDER, full_name: "Somebody" });
  const tokens: Record<string, string> = { owner: admin.createToken(OWNER, ["all"]) };
  for (const [account, login] of Object.entries(bots)) {
    admin.createAccount({ login, full_name: `Factory: ${account}` });
    tokens[account] = admin.createToken(login, BOT_SCOPES);
  }
  const { path } = sample;
  const [owner = "", name = ""] = path.split("/");
  if (!admin.hasRepo(path)) {
    await admin.createRepo({ owner, name, from: sample.files, description: sample.description });
  }
  for (const login of Object.values(bots)) admin.addCollaborator(path, login, "write");
  const labels = new Set(sample.issues.flatMap((i) => i.labels));
  const ids = new Map<string, number>();
  for (const label of labels) {
    const color = label.startsWith("priority/") ? "b60205" : "1d76db";
    ids.set(label, admin.createLabel(path, { name: label, color }).id);
  }
  const authors = { owner: tokens.owner ?? "", outsider: admin.createToken(OUTSIDER, ["write:issue"]) };
  const numbers = new Map<string, number>();
  for (const issue of sample.issues) {
    const client = forgeClient({ url: forge.url, token: authors[issue.author] });
    const made = await client.createIssue(path, {
      title: issue.title,
      body: issue.body,
      labels: issue.labels.flatMap((l) => ids.get(l) ?? []),
    });
    if (!made.ok)
      throw new Error(`the embedded forge refused an issue of its own sample: ${made.error.detail}`);
    numbers.set(issue.key, made.value.number);
  }
  for (const issue of sample.issues) {
    for (const on of issue.dependsOn)
      await depend(forge.url, path, authors.owner, numbers.get(issue.key), numbers.get(on));
  }
  return { tokens };
}

async function depend(url: string, path: string, token: string, issue = 0, on = 0): Promise<void> {
  const [owner = "", repo = ""] = path.split("/");
  const answer = await fetch(`${url}/api/v1/repos/${path}/issues/${issue}/dependencies`, {
    method: "POST",
    headers: { authorization: `token ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ owner, repo, index: on }),
  });
  if (!answer.ok)
    throw new Error(`the embedded forge refused the dependency of #${issue} on #${on}: ${answer.status}`);
}
