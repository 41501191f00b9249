/** A clone on this machine as a listing, and the issues of its repository in the order of the factory. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { holdingLabel } from "../../core/ranking/hold.ts";
import { rankIssues } from "../../core/ranking/rank.ts";
import { isForeign, isManifest, type Listing } from "../../core/summary/reading.ts";
import type { Issues, RankedIssue } from "../../core/summary/summary.ts";
import type { ForgeClient } from "../../forge/client.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

const run = promisify(execFile);
const MANIFEST_BYTES = 512_000;
const MANIFESTS = 400;
const FILES = 100_000;
/** A dependency list is one request an issue. */
const ISSUES = 150;

/** `address`: what a clone is made from, where there is none. */
export async function survey(dir: string, address: string): Promise<Listing> {
  if (!existsSync(dir) || !statSync(dir).isDirectory()) {
    throw new CliError(EXIT.usage, {
      what: `--working-dir ${dir} is no folder`,
      why: "the summary is made from the files of a clone on this machine",
      next: `git clone ${address} ${dir}`,
    });
  }
  const files = (await tracked(dir)) ?? (await walked(dir));
  const texts: Record<string, string> = {};
  for (const path of files.filter(isManifest).sort().slice(0, MANIFESTS)) {
    const full = join(dir, path);
    // A link may lead out of the clone.
    const at = statSync(full, { throwIfNoEntry: false });
    if (at?.isFile() && at.size <= MANIFEST_BYTES) texts[path] = readFileSync(full, "utf8");
  }
  return { files, texts };
}

async function tracked(dir: string): Promise<string[] | null> {
  try {
    const { stdout } = await run("git", ["-C", dir, "ls-files", "-z"], { maxBuffer: 64_000_000 });
    return stdout
      .split("\0")
      .filter((path) => path !== "")
      .slice(0, FILES);
  } catch {
    return null;
  }
}

async function walked(dir: string): Promise<string[]> {
  const files: string[] = [];
  const visit = async (below: string): Promise<void> => {
    for (const entry of (await readdir(join(dir, below), { withFileTypes: true })).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (files.length >= FILES || isForeign(`${path}/`)) continue;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) files.push(path);
    }
  };
  await visit("");
  return files;
}

/** Read from the forge, or why not. */
export async function openIssues(client: ForgeClient, repo: string): Promise<Issues> {
  const all = [];
  for (let page = 1; all.length < ISSUES; page++) {
    const read = await client.issuesSince(repo, { since_ms: null, page, limit: 50 });
    if (!read.ok) return { unknown: `the forge did not show the issues (${read.error.detail})` };
    all.push(...read.value.items.filter((one) => one.state === "open" && !one.is_pull));
    if (!read.value.more) break;
  }
  const issues = all.slice(0, ISSUES);
  const dependencies = [];
  for (const { number } of issues) {
    const read = await client.dependencies(repo, number, 1);
    if (!read.ok)
      return { unknown: `the forge did not show what #${number} waits for (${read.error.detail})` };
    for (const one of read.value.items) {
      if (one.state === "open")
        dependencies.push({
          issue: number,
          blocked_by: one.repo === repo ? one.number : `${one.repo}#${one.number}`,
        });
    }
  }
  const ranking = rankIssues(
    issues.map(({ number, state, labels, created_at, is_pull }) => ({
      number,
      state,
      labels,
      created_at,
      is_pull,
      held_by: holdingLabel(labels),
    })),
    dependencies,
  );
  const title = new Map(issues.map((one) => [one.number, one.title]));
  const entry = (number: number, note: string): RankedIssue => ({
    number,
    title: title.get(number) ?? "",
    note,
  });
  const placed = new Set([...ranking.ready, ...ranking.blocked].map((one) => one.number));
  return {
    ranked: [
      ...ranking.ready.map(({ number }) => entry(number, "")),
      ...ranking.blocked.map(({ number, blocked_by }) =>
        entry(
          number,
          `waits for ${blocked_by.map((ref) => (typeof ref === "number" ? `#${ref}` : ref)).join(", ")}`,
        ),
      ),
      ...issues
        .filter((one) => !placed.has(one.number))
        .map((one) => entry(one.number, holdingLabel(one.labels) ?? "")),
    ],
  };
}
