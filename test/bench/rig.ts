/** A real factory for measuring: embedded forge, local workerd, runner process, and an agent that starts at once. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forgeClient } from "../../src/forge/client.ts";
import { type Factory, startFactory } from "../../src/local/factory/factory.ts";
import { openHome } from "../../src/local/factory/home.ts";
import { startForge } from "../../src/local/forge/server.ts";
import { childrenNamed } from "../../src/local/host/children.ts";

export interface Rig {
  readonly factory: Factory;
  readonly webhook_secret: string;
  readonly repo_id: number;
  readonly owner_id: number;
  /** Numbers of the issues, none of which the coordinator may take. */
  readonly issues: readonly { id: number; number: number }[];
  readonly workerd: number;
  readonly started_file: string;
  /** Called with each line of the Worker's log. */
  onLog: (line: string) => void;
  close(): Promise<void>;
}

const REPO = "owner/bench";

/** An agent that notes when it began, in nanoseconds, and asks a question: the shortest whole job there is. */
const AGENT = `date +%s%N >> "$1"\nprintf '{"version":1,"question":{"body":"measured"}}' > "$ADF_OUTPUTS"\n`;

export async function startRig(issues: number): Promise<Rig> {
  const dir = mkdtempSync(join(tmpdir(), "adf-bench-"));
  const files = join(dir, "repo");
  mkdirSync(files);
  writeFileSync(join(files, "README.md"), "# bench\n");
  const agent = join(dir, "agent.sh");
  const started_file = join(dir, "started");
  writeFileSync(agent, AGENT);
  writeFileSync(started_file, "");
  const forge = await startForge({ dir: join(dir, "forge") });
  const { admin } = forge;
  const tokens: Record<string, string> = {};
  const owner = admin.createAccount({ login: "owner", is_admin: true });
  const owner_token = admin.createToken("owner", ["all"]);
  const repo = await admin.createRepo({ owner: "owner", name: "bench", from: files });
  for (const role of ["coordinator", "developer", "reviewer", "qa"]) {
    admin.createAccount({ login: `adf-${role}` });
    admin.addCollaborator(REPO, `adf-${role}`, "write");
    tokens[role] = admin.createToken(`adf-${role}`, ["all"]);
  }
  const held = admin.createLabel(REPO, { name: "adf/held", color: "cccccc" });
  const client = forgeClient({ url: forge.url, token: owner_token });
  const made: { id: number; number: number }[] = [];
  for (let i = 0; i < issues; i++) {
    const issue = await client.createIssue(REPO, { title: `Measure ${i}`, body: "", labels: [held.id] });
    if (!issue.ok) throw new Error(issue.error.detail);
    made.push({ id: issue.value.id, number: issue.value.number });
  }
  const home = await openHome(join(dir, "state"), "bench", false);
  if (!home.ok) throw new Error(home.error.why);
  const rig = { onLog: (_line: string) => {} };
  const factory = await startFactory({
    home: home.value,
    own: { url: forge.url, repo: REPO, branch: "main", trusted: ["owner"], tokens },
    capacity: 1,
    // The agent says when it was begun in a file of the rig's.
    sandbox: "off",
    agents: { "adf-repair": { argv: ["/bin/sh", agent, started_file], version: "bench" } },
    onLog: (line) => rig.onLog(line),
    onRunnerLog: () => {},
  });
  await until(async () => (await factory.state()).projects[0]?.synced === true);
  return Object.assign(rig, {
    factory,
    webhook_secret: home.value.settings.webhook_secret,
    repo_id: repo.id,
    owner_id: owner.id,
    issues: made,
    workerd: childrenNamed("workerd")[0]?.pid ?? 0,
    started_file,
    async close() {
      await factory.stop();
      home.value.release();
      await forge.close();
      rmSync(dir, { recursive: true, force: true });
    },
  });
}

export async function until(condition: () => Promise<boolean>, ms = 30_000): Promise<void> {
  const ends = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > ends) throw new Error("waited for too long");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
