/**
 * The webhook of each project: there, whole, and proven by a delivery that the Worker took. What has to change is made anew,
 * proven, and only then is the old one deleted, so that no change on the forge is ever told to nobody.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ProjectChecks } from "../../contract/checks.ts";
import type { OrchestratorConfig } from "../../contract/config.ts";
import { planHooks } from "../../core/deploy/hooks.ts";
import { HOOK_EVENTS, HOOK_PATH } from "../../core/setup/forge-wish.ts";
import { stepsPath } from "../../core/setup/steps.ts";
import { type ForgeClient, type ForgeFailure, forgeClient } from "../../forge/client.ts";
import { EXIT } from "../exit-codes.ts";
import type { Address } from "../factory-address.ts";
import { connectHere } from "../forge-here.ts";
import { Ledger, readManifest } from "../setup/manifests.ts";
import { Stop } from "./step.ts";
import { checksOf } from "./watch.ts";

const HEARD_SECS = 15;

export interface HookSite {
  readonly dir: string;
  readonly address: Address;
  readonly config: OrchestratorConfig;
  /** The forge as this machine reaches it. */
  readonly forge_url: string;
  readonly token: string | null;
  /** Null where the account keeps a secret that is not known here: then no hook can be made. */
  readonly secret: string | null;
  readonly rotating: boolean;
}

export async function bringHooks(site: HookSite): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { name, repo } of site.config.projects)
    lines.push(`${repo}: ${await bringHook(site, name, repo)}`);
  return lines;
}

async function bringHook(site: HookSite, project: string, repo: string): Promise<string> {
  const target = site.address.url + HOOK_PATH;
  const by_hand = `an account that is admin of ${repo}: --admin-token-file FILE   (or by hand: ${stepsPath(project)})`;
  if (site.token === null) return unseen(site, project, "no token is here", by_hand);
  const client = forgeClient(connectHere(site.forge_url, site.token));
  const listed = await client.hooks(repo);
  if (!listed.ok && isBarred(listed.error)) return unseen(site, project, listed.error.detail, by_hand);
  if (!listed.ok) throw stop(repo, listed.error, "the same command again when the forge answers");
  const plan = planHooks(listed.value, target, site.rotating);
  const work = { site, client, project, repo, target };
  if (plan.do === "prove") {
    await remove(work, plan.extra);
    const proof = await prove(work, plan.id);
    if (proof !== "silent")
      return `webhook ${plan.id} is there${proof === "heard" ? ", and a delivery arrived" : ""}`;
    return replace(work, "the Worker took no delivery of it", [plan.id]);
  }
  return replace(work, plan.why, plan.old);
}

interface Work {
  readonly site: HookSite;
  readonly client: ForgeClient;
  readonly project: string;
  readonly repo: string;
  readonly target: string;
}

async function replace(work: Work, why: string, old: readonly number[]): Promise<string> {
  const { site, client, project, repo, target } = work;
  if (site.secret === null)
    throw new Stop(
      EXIT.usage,
      `${repo} needs a new webhook (${why}), and WEBHOOK_SECRET is not known here`,
      "npm run -s adf -- setup … --apply   (it writes .adf/secrets.json)",
    );
  const manifest = readManifest(site.dir, project);
  const ledger = manifest === null ? null : new Ledger(site.dir, manifest);
  // Before it is made, as setup does it: teardown must know of it after a kill in between.
  if (old.length === 0) ledger?.made({ kind: "webhook", key: target, id: null });
  const made = await client.createHook(repo, { url: target, secret: site.secret, events: HOOK_EVENTS });
  if (!made.ok) throw stop(repo, made.error, "npm run -s adf -- doctor");
  const proof = await prove(work, made.value.id);
  if (proof === "silent") {
    await remove(work, [made.value.id]);
    throw new Stop(
      EXIT.no,
      `${repo}: a new webhook was made, and no delivery of it reached ${target} within ${HEARD_SECS} s; it is gone again, and ${old.length === 0 ? "there was none before" : "the old one stays"}`,
      "in the forge's app.ini: [webhook] ALLOWED_HOST_LIST = external,private,loopback; restart it; then the same command again",
    );
  }
  await remove(work, old);
  if (ledger?.ours("webhook", target) === true)
    ledger.made({ kind: "webhook", key: target, id: made.value.id });
  const was = old.length === 0 ? "" : `, and ${old.map((id) => `${id}`).join(", ")} deleted`;
  const proven = proof === "heard" ? "a delivery arrived" : "not proven: this forge sends no test delivery";
  return `webhook ${made.value.id} made (${why}; ${proven})${was}`;
}

async function remove({ client, repo }: Work, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    const gone = await client.deleteHook(repo, id);
    if (!gone.ok && gone.error.reason !== "not_found") throw stop(repo, gone.error, "the same command again");
  }
}

/** Heard is what the Worker accepted with its secret, by its own clock. */
async function prove(work: Work, hook: number): Promise<"heard" | "silent" | "unasked"> {
  const { now_ms } = await checksOf(work.site.address);
  const asked = await work.client.testHook(work.repo, hook);
  if (!asked.ok && asked.error.reason === "not_found") return "unasked";
  if (!asked.ok) throw stop(work.repo, asked.error, "the same command again");
  for (let i = 0; i < HEARD_SECS * 2; i++) {
    const checks = await checksOf(work.site.address);
    const heard = find(checks.projects, work.project)?.heard_secs ?? null;
    if (heard !== null && checks.now_ms - heard * 1000 >= now_ms) return "heard";
    await sleep(500);
  }
  return "silent";
}

const find = (projects: readonly ProjectChecks[], name: string) => projects.find((p) => p.name === name);

/** Nobody here may look: what the Worker has heard is then the only sign of a webhook. */
async function unseen(site: HookSite, project: string, why: string, next: string): Promise<string> {
  const heard = find((await checksOf(site.address)).projects, project)?.heard_secs ?? null;
  if (site.rotating)
    throw new Stop(
      EXIT.usage,
      `the webhook's secret is new, and the webhook cannot be replaced: ${why}`,
      next,
    );
  if (heard !== null) return `not looked at (${why}); its last delivery came ${Math.round(heard)} s ago`;
  return `NOT SEEN (${why}), and no delivery ever came: changes are found by the poll alone. Give ${next}`;
}

const isBarred = ({ reason }: ForgeFailure): boolean =>
  reason === "forbidden" || reason === "unauthorized" || reason === "not_found";

const stop = (repo: string, failure: ForgeFailure, next: string): Stop =>
  new Stop(
    failure.reason === "unreachable" ? EXIT.unreachable : EXIT.refused,
    `${repo}: ${failure.detail}`,
    next,
  );
