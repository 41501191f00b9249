/** `.adf/setup-<project>.json`: what setup made, kept so that teardown can take it away. Only its owner may read it. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isOurs, type Made, Manifest, withMade, withoutMade } from "../../core/setup/manifest.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { readIfThere, writeFiles } from "./disk.ts";

export const manifestPath = (project: string): string => `.adf/setup-${project}.json`;

export function readManifest(dir: string, project: string): Manifest | null {
  const path = manifestPath(project);
  const text = readIfThere(join(dir, path));
  if (text === null) return null;
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError(
      EXIT.usage,
      {
        what: `${path} cannot be read`,
        why: cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause),
        next: "restore it from a backup; without it nobody knows what setup made",
      },
      { cause },
    );
  }
}

/** Of every other project of this folder. */
export function otherManifests(dir: string, project: string): readonly Manifest[] {
  let names: string[];
  try {
    names = readdirSync(join(dir, ".adf"));
  } catch {
    return [];
  }
  return names
    .flatMap((name) => /^setup-([a-z][a-z0-9-]*)\.json$/.exec(name)?.[1] ?? [])
    .filter((other) => other !== project)
    .flatMap((other) => readManifest(dir, other) ?? []);
}

export function saveManifest(dir: string, manifest: Manifest): void {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  if (readIfThere(join(dir, manifestPath(manifest.project))) === text) return;
  writeFiles(dir, [{ path: manifestPath(manifest.project), text, mode: 0o600 }]);
}

/** The manifest while things are made: each change is on the disk before the forge hears of it. */
export class Ledger {
  readonly #dir: string;
  readonly #others: readonly Manifest[];
  manifest: Manifest;

  constructor(dir: string, manifest: Manifest) {
    this.#dir = dir;
    this.#others = otherManifests(dir, manifest.project);
    this.manifest = manifest;
  }

  /** Whether setup made it; accounts are shared by the projects of a folder. */
  ours(kind: Made["kind"], key: string): boolean {
    const all = kind === "account" ? [this.manifest, ...this.#others] : [this.manifest];
    return all.some((one) => isOurs(one, kind, key));
  }

  made(made: Made): void {
    this.#save(withMade(this.manifest, made));
  }

  gone(gone: Pick<Made, "kind" | "key">): void {
    this.#save(withoutMade(this.manifest, gone));
  }

  #save(manifest: Manifest): void {
    this.manifest = manifest;
    saveManifest(this.#dir, manifest);
  }
}
