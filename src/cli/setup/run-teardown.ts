/** `adf teardown`: the forge first, then the files, and the manifest only when nothing of it is left. */

import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadConfig } from "../../core/config/load.ts";
import { deployCommand } from "../../core/setup/deploy.ts";
import { type Manifest, withMade } from "../../core/setup/manifest.ts";
import { ORCHESTRATOR } from "../../core/setup/orchestrator.ts";
import { removeProject } from "../../core/setup/remove.ts";
import { SECRETS_FILE, TOKENS_FILE } from "../../core/setup/steps.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { setupClient } from "../../forge/setup-client.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { connectHere } from "../forge-here.ts";
import { diffText } from "./diff.ts";
import { readIfThere, sha256, writeFiles } from "./disk.ts";
import type { Line } from "./forge/site.ts";
import { tearDown } from "./forge/tear-down.ts";
import { Ledger, manifestPath, otherManifests, readManifest, saveManifest } from "./manifests.ts";
import type { FileReport, SetupReport } from "./report.ts";
import { elsewhere, mustAnswer } from "./run-setup.ts";
import { IGNORE, readSecretFile, readTokens, saveTokens } from "./secrets.ts";

export interface TeardownFlags {
  readonly project: string;
  readonly adminTokenFile?: string;
  readonly out: string;
  readonly apply?: true;
  readonly json?: true;
}

export async function runTeardown(flags: TeardownFlags): Promise<SetupReport> {
  const dir = resolve(flags.out);
  const apply = flags.apply === true;
  const manifest = readManifest(dir, flags.project);
  if (manifest === null) {
    throw new CliError(EXIT.usage, {
      what: `there is nothing to tear down for ${flags.project}`,
      why: `${manifestPath(flags.project)} is not there, and only what it lists is ever removed`,
      next: "look at the name of the project, or give the folder with --out",
    });
  }
  const client =
    flags.adminTokenFile === undefined
      ? null
      : setupClient(connectHere(manifest.forge, readSecretFile("--admin-token-file", flags.adminTokenFile)));
  if (client !== null) await mustAnswer(client, flags.adminTokenFile ?? "");
  const others = otherManifests(dir, flags.project);
  const shared = new Map(
    others.flatMap((one) => one.accounts.map(({ login }) => [login, one.project] as const)),
  );
  const ledger = new Ledger(dir, manifest);
  const forge = await tearDown({
    client,
    ledger,
    apply,
    shared,
    handOver(made, project) {
      const heir = readManifest(dir, project);
      if (heir !== null) saveManifest(dir, withMade(heir, made));
    },
  });
  const files = localFiles(dir, manifest, others.length === 0, apply);
  if (apply) dropTokens(dir, manifest, forge);
  const left = apply ? ledger.manifest.made.length : manifest.made.length;
  if (apply && left === 0) rmSync(join(dir, manifestPath(flags.project)), { force: true });
  else if (apply) saveManifest(dir, { ...ledger.manifest, files: [] });
  if (apply) sweep(dir);
  return {
    project: flags.project,
    applied: apply,
    files,
    forge,
    notes: [],
    next: nextCommand(flags, apply, left, others),
  };
}

function nextCommand(
  flags: TeardownFlags,
  apply: boolean,
  left: number,
  others: readonly Manifest[],
): string {
  const { project, out, adminTokenFile = "admin.token" } = flags;
  const again = `npm run -s adf -- teardown --project ${project}${elsewhere(out)} --admin-token-file ${shellWord(adminTokenFile)} --apply`;
  if (!apply) return again;
  if (left > 0) return `${again}   (${left} things are left on the forge)`;
  return others.length > 0
    ? deployCommand(shellWord(join(out, ORCHESTRATOR)))
    : "npx wrangler delete   (if the Worker was deployed)";
}

/** Files that are as setup left them go; one that was edited since stays, but for the project's own blocks. */
function localFiles(dir: string, manifest: Manifest, last: boolean, apply: boolean): FileReport[] {
  const reports: FileReport[] = [];
  for (const path of new Set(manifest.files.map((one) => one.path))) {
    if (path === ORCHESTRATOR) continue;
    const text = readIfThere(join(dir, path));
    if (text === null) continue;
    const own = manifest.files.some((one) => one.path === path && one.sha256 === sha256(text));
    if (own && apply) rmSync(join(dir, path));
    reports.push({ path, action: own ? "remove" : "keep", diff: "", note: own ? "" : "it was edited since" });
  }
  reports.push(...orchestrator(dir, manifest, apply));
  if (last && readIfThere(join(dir, SECRETS_FILE)) !== null) {
    if (apply) rmSync(join(dir, SECRETS_FILE));
    reports.push({ path: SECRETS_FILE, action: "remove", diff: "", note: "" });
  }
  return reports;
}

function orchestrator(dir: string, manifest: Manifest, apply: boolean): FileReport[] {
  const text = readIfThere(join(dir, ORCHESTRATOR));
  const config = text === null ? null : loadConfig(text);
  if (text === null || config === null) return [];
  const keep = (note: string): FileReport[] => [{ path: ORCHESTRATOR, action: "keep", diff: "", note }];
  if (!config.ok) return keep("it does not load: take the project out by hand");
  if (!config.value.projects.some((one) => one.name === manifest.project)) return [];
  if (config.value.projects.length === 1) {
    const own = manifest.files.some((one) => one.path === ORCHESTRATOR && one.sha256 === sha256(text));
    if (!own) return keep("it was edited since, and this is its only project");
    if (apply) rmSync(join(dir, ORCHESTRATOR));
    return [{ path: ORCHESTRATOR, action: "remove", diff: "", note: "" }];
  }
  const after = removeProject(text, config.value, manifest.project);
  if (!loadConfig(after).ok) return keep("without the project it would not load: take it out by hand");
  if (apply) writeFiles(dir, [{ path: ORCHESTRATOR, text: after, follow: true }]);
  return [{ path: ORCHESTRATOR, action: "change", diff: diffText(ORCHESTRATOR, text, after), note: "" }];
}

/** Folders that only setup filled, once nothing is in them. */
function sweep(dir: string): void {
  const names = (folder: string) => (existsSync(join(dir, folder)) ? readdirSync(join(dir, folder)) : null);
  if (names(".adf")?.join() === ".gitignore" && readIfThere(join(dir, IGNORE.path)) === IGNORE.text)
    rmSync(join(dir, IGNORE.path));
  for (const folder of ["docs", ".adf"]) if (names(folder)?.length === 0) rmdirSync(join(dir, folder));
}

/** The tokens of accounts that are gone are of no use to anybody. */
function dropTokens(dir: string, manifest: Manifest, lines: readonly Line[]): void {
  const gone = new Set(
    lines.flatMap(({ state, thing }) => (state === "removed" || state === "gone" ? [thing] : [])),
  );
  const tokens = readTokens(dir);
  const kept = Object.fromEntries(
    Object.entries(tokens).filter(
      ([role]) => !manifest.accounts.some((one) => one.role === role && gone.has(`account ${one.login}`)),
    ),
  );
  if (Object.keys(kept).length === Object.keys(tokens).length) return;
  if (Object.keys(kept).length === 0) rmSync(join(dir, TOKENS_FILE), { force: true });
  else saveTokens(dir, kept);
}
