/** Real checkouts for the tests: small git repositories in a temporary folder, and adf-repair as a real process. */
import { execFile, execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { AgentOutputs, type Finding } from "../../src/contract/outputs.ts";

export const MAIN = fileURLToPath(new URL("../../src/repair/main.mjs", import.meta.url));

export interface TestRepo {
  readonly root: string;
  git(...args: string[]): string;
  write(files: Record<string, string>): void;
  read(path: string): string;
  commit(message: string): string;
  remove(): void;
}

export function repoOf(files: Record<string, string> | URL): TestRepo {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "adf-repair-test-")));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@localhost", ...args], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  const write = (entries: Record<string, string>) => {
    for (const [path, text] of Object.entries(entries)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  const commit = (message: string) => {
    git("add", "-A");
    git("commit", "-q", "-m", message);
    return git("rev-parse", "HEAD");
  };
  git("init", "-q", "-b", "main");
  if (files instanceof URL) cpSync(fileURLToPath(files), root, { recursive: true });
  else write(files);
  commit("Start");
  return {
    root,
    git,
    write,
    commit,
    read: (path) => readFileSync(join(root, path), "utf8"),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export const MODULE_PACKAGE = JSON.stringify({
  type: "module",
  scripts: { test: "node --test test/*.test.js" },
});

export interface RepairRun {
  readonly code: number;
  readonly stdout: string;
  readonly seconds: number;
  readonly outputs: AgentOutputs;
}

export function repair(
  repo: { readonly root: string },
  role: string,
  prompt: string,
  extra: readonly string[] = [],
): Promise<RepairRun> {
  const folder = mkdtempSync(join(tmpdir(), "adf-repair-job-"));
  const promptFile = join(folder, "prompt.md");
  const outputs = join(folder, "outputs.json");
  writeFileSync(promptFile, prompt);
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const args = [MAIN, "--role", role, "--prompt-file", promptFile, "--outputs", outputs, ...extra];
    execFile(process.execPath, args, { cwd: repo.root, encoding: "utf8" }, (error, stdout, stderr) => {
      const seconds = (performance.now() - started) / 1_000;
      try {
        const text = readFileSync(outputs, "utf8");
        const code = typeof error?.code === "number" ? error.code : 0;
        resolve({ code, stdout, seconds, outputs: AgentOutputs.parse(JSON.parse(text)) });
      } catch {
        reject(new Error(`adf-repair left no outputs: ${stdout}${stderr}`));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
}

export function issuePrompt(
  number: number,
  title: string,
  body: string,
  findings: readonly Finding[] | null | undefined = null,
): string {
  const lines = [`# Issue #${number}: ${title}`, "", "Base branch: main", "", "## Issue", "", body, ""];
  if (findings)
    lines.push("## Findings to address", "", ...findings.map((one) => `- ${one.severity}: ${one.message}`));
  return lines.join("\n");
}

export const reviewPrompt = (
  number: number,
  title: string,
  body: string,
  head: string,
  base: string,
): string =>
  `# Issue #${number}: ${title}\n\nHead: ${head}\nBase: ${base}\nBase branch: main\n\n## Issue\n\n${body}\n`;

/** adf-repair, left running. */
export function spawnRepair(repo: TestRepo, role: string, prompt: string) {
  const folder = mkdtempSync(join(tmpdir(), "adf-repair-job-"));
  writeFileSync(join(folder, "prompt.md"), prompt);
  const files = ["--prompt-file", join(folder, "prompt.md"), "--outputs", join(folder, "outputs.json")];
  const child = spawn(process.execPath, [MAIN, "--role", role, ...files], {
    cwd: repo.root,
    stdio: "ignore",
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => rmSync(folder, { recursive: true, force: true }));
  return { child, ended };
}

/** How many processes work in such a folder with such an argument. */
export function processesIn(folder: string, argument: string): number {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return readlinkSync(`/proc/${pid}/cwd`).includes(folder) && command.includes(argument);
    } catch {
      return false;
    }
  }).length;
}
