/** `adf setup` with its answers: plans, shows, and with --apply writes the files first and the forge after them. */
import { join, resolve } from "node:path";
import type { OrchestratorConfig } from "../../contract/config.ts";
import type { Role } from "../../contract/job.ts";
import { loadConfig } from "../../core/config/load.ts";
import { trustedIn } from "../../core/policy/trust.ts";
import { deployCommand, startCommand } from "../../core/setup/deploy.ts";
import { forgeWish } from "../../core/setup/forge-wish.ts";
import type { Manifest } from "../../core/setup/manifest.ts";
import { ORCHESTRATOR } from "../../core/setup/orchestrator.ts";
import { type Existing, needsWriting, type PlannedFile, planSetup } from "../../core/setup/plan.ts";
import { SECRETS_FILE } from "../../core/setup/steps.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { setupClient } from "../../forge/setup-client.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { connectHere } from "../forge-here.ts";
import { accessSecrets } from "./access-secrets.ts";
import { readIfThere, sha256, writeFiles } from "./disk.ts";
import type { Flags } from "./flags.ts";
import { bootstrap } from "./forge/bootstrap.ts";
import { isTrouble, type Line } from "./forge/site.ts";
import { type Gathered, refusal } from "./gather.ts";
import { initSummary } from "./init-summary.ts";
import { Ledger, otherManifests, readManifest, saveManifest } from "./manifests.ts";
import { type FileReport, fileReport, type SetupReport } from "./report.ts";
import { closeFiles, IGNORE, missingSecrets, readSecretFile, readTokens, saveTokens } from "./secrets.ts";

/** The option of a command that goes on with files in another folder than this one. */
export const elsewhere = (out: string): string =>
  resolve(out) === resolve(".") ? "" : ` --out ${shellWord(out)}`;

export async function runSetup(
  flags: Flags,
  gathered: Gathered,
  show: (files: readonly FileReport[]) => void,
): Promise<SetupReport> {
  const { answers } = gathered;
  const dir = resolve(flags.out);
  const apply = flags.apply === true;
  const { adminToken, adminTokenFile } = flags;
  const admin =
    adminToken ??
    (adminTokenFile === undefined ? null : readSecretFile("--admin-token-file", adminTokenFile));
  const known = readManifest(dir, answers.project);
  const worker = flags.worker ?? known?.worker ?? null;
  const working_dir =
    flags.workingDir === undefined ? (known?.working_dir ?? null) : resolve(flags.workingDir);
  const wish = forgeWish(answers, { ...loginsOf(dir, known), ...flags.accounts }, worker);
  const plan = planSetup(
    answers,
    wish,
    existingIn(dir, known),
    working_dir,
    elsewhere(flags.out) === "" ? "." : flags.out,
  );
  if (!plan.ok) throw refusal(plan.error);
  const { files } = plan.value;
  const config = configIn(files);
  const access = accessSecrets(config?.gitea.via === "access");
  const own = config?.projects.find((one) => one.name === answers.project);
  const trusted = config === null || own === undefined ? null : trustedIn(config, own);
  const secrets = missingSecrets(dir, access.given);
  const reports = [
    ...files.map((one) => fileReport(one.path, one.before, one.after)),
    ...(secrets.file !== null
      ? [
          {
            path: SECRETS_FILE,
            action: "write" as const,
            diff: "",
            note: [
              ...(secrets.missing.length > 0 ? [`${secrets.missing.join(", ")}, made at random`] : []),
              ...(access.names.length > 0 ? [`${access.names.join(", ")}, of this shell`] : []),
              "0600",
            ].join(", "),
          },
        ]
      : []),
  ];
  const lost = files.flatMap((one) => one.replaces);
  const notes = [...gathered.notes, ...access.notes(secrets.secrets)];
  if (lost.length > 0 && flags.force !== true) {
    const sentence = `These lines were written by hand and would be replaced:\n  ${lost.join("\n  ")}`;
    if (apply) {
      show(reports);
      throw new CliError(EXIT.usage, {
        what: "nothing was written",
        why: sentence,
        next: "the same command with --force replaces them; edit the file by hand to keep them",
      });
    }
    notes.push(`${sentence}\n--apply refuses that without --force.`);
  }
  const manifest: Manifest = {
    version: 1,
    project: answers.project,
    forge: answers.forge,
    repo: answers.repo,
    working_dir,
    worker,
    accounts: [...wish.accounts],
    made: known?.made ?? [],
    files: [...(known?.files ?? []), ...files.filter((one) => ours(one, known)).map(digest)],
  };
  if (apply) {
    // The manifest first: after a kill the next run knows which files are setup's own.
    writeFiles(dir, readIfThere(`${dir}/${IGNORE.path}`) === null ? [IGNORE] : []);
    saveManifest(dir, manifest);
    if (secrets.file !== null) writeFiles(dir, [secrets.file]);
    writeFiles(
      dir,
      files.filter(needsWriting).map(({ path, after }) => ({ path, text: after, follow: true })),
    );
    saveManifest(dir, { ...manifest, files: files.filter((one) => ours(one, known)).map(digest) });
    for (const path of closeFiles(dir)) notes.push(`${path} could be read by others: it is 0600 now.`);
  }
  const ledger = new Ledger(dir, (apply ? readManifest(dir, answers.project) : known) ?? manifest);
  const tokens = readTokens(dir);
  const lines: Line[] = [];
  if (admin !== null) {
    const client = setupClient(connectHere(answers.forge, admin));
    await mustAnswer(client, flags.adminTokenFile ?? "");
    lines.push(
      ...(await bootstrap(
        {
          client,
          url: answers.forge,
          wish,
          ledger,
          apply,
          tokens,
          saveTokens: () => saveTokens(dir, tokens),
          webhook_secret: secrets.secrets.WEBHOOK_SECRET ?? "",
        },
        trusted ?? answers.trusted,
      )),
    );
  }
  const summary =
    flags.init === true
      ? await initSummary({ flags, working_dir, answers, wish, ledger, admin, tokens, apply })
      : null;
  if (summary?.line) lines.push(summary.line);
  if (summary?.file) reports.push(summary.file);
  const again = `npm run -s adf -- setup --project ${answers.project} --repo ${answers.repo}${elsewhere(flags.out)}`;
  const ready = wish.accounts.every(({ role }) => tokens[role] !== undefined);
  return {
    project: answers.project,
    applied: apply,
    files: reports,
    forge: lines,
    notes: [...notes, ...(summary?.notes ?? [])],
    next: apply
      ? nextCommand(ready, lines.some(isTrouble), again, answers.project, flags)
      : `the same command with --apply${lost.length > 0 && flags.force !== true ? " --force" : ""}`,
  };
}

function nextCommand(
  ready: boolean,
  trouble: boolean,
  again: string,
  project: string,
  { out, adminTokenFile = "admin.token" }: Flags,
): string {
  const with_forge = `${again} --admin-token-file ${shellWord(adminTokenFile)} --apply`;
  if (trouble) return `mend what differs or failed above, then: ${with_forge}`;
  if (!ready) return `${with_forge}   (or by hand: ${join(out, `docs/setup-${project}.md`)})`;
  const file = shellWord(join(out, ORCHESTRATOR));
  return `${deployCommand(file)}   (or on this machine, without Cloudflare: ${startCommand(file)})`;
}

/** The configuration as it will be. */
function configIn(files: readonly PlannedFile[]): OrchestratorConfig | null {
  const loaded = loadConfig(files.find((one) => one.path === ORCHESTRATOR)?.after ?? "");
  return loaded.ok ? loaded.value : null;
}

/** What an earlier run was told, for this project or another of the folder: accounts are shared. */
function loginsOf(dir: string, known: Manifest | null): Partial<Record<Role, string>> {
  const manifests = [...otherManifests(dir, known?.project ?? ""), ...(known === null ? [] : [known])];
  return Object.fromEntries(
    manifests.flatMap((one) => one.accounts.map(({ role, login }) => [role, login] as const)),
  );
}

function existingIn(dir: string, manifest: Manifest | null): Existing {
  return {
    read: (path) => readIfThere(`${dir}/${path}`),
    untouched(path) {
      const text = readIfThere(`${dir}/${path}`);
      return (
        text !== null &&
        manifest?.files.some((one) => one.path === path && one.sha256 === sha256(text)) === true
      );
    },
  };
}

/** Made by setup from nothing, now or before; a file that people began stays theirs. */
const ours = (file: PlannedFile, known: Manifest | null): boolean =>
  file.before === null || known?.files.some((one) => one.path === file.path) === true;

const digest = (file: PlannedFile) => ({ path: file.path, sha256: sha256(file.after) });

export async function mustAnswer(client: ReturnType<typeof setupClient>, file: string): Promise<void> {
  const self = await client.whoami();
  if (self.ok) return;
  const refused = self.error.reason === "unauthorized" || self.error.reason === "forbidden";
  throw new CliError(refused ? EXIT.refused : EXIT.unreachable, {
    what: refused
      ? "the forge refused the admin token"
      : "the forge did not answer; the files are as shown, the forge is untouched",
    why: self.error.detail,
    next: refused
      ? `make one with read:user, write:admin, write:repository and write:issue, and put it into ${file}`
      : "run the same command again when the forge answers",
  });
}
