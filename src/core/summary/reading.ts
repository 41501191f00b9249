/**
 * What a repository shows of itself: the paths of its files, and the text of those that say how it is built. Everything in
 * them was written by others; it is reported, never obeyed.
 */

export interface Listing {
  /** `/`-separated, below the root of the repository, in any order. */
  readonly files: readonly string[];
  /** The text of each manifest that `isManifest` asks for. */
  readonly texts: Readonly<Record<string, string>>;
}

/** What one kind of manifest tells. */
export interface Reading {
  readonly build: readonly Command[];
  readonly test: readonly Command[];
  /** Linters, formatters and what else is asked for before a change is done. */
  readonly check: readonly Command[];
  readonly entries: readonly Entry[];
  /** Parts of a workspace. */
  readonly parts: readonly Part[];
}

export interface Command {
  readonly run: string;
  /** The file that says so. */
  readonly from: string;
}

export interface Entry {
  readonly path: string;
  readonly what: string;
}

export interface Part {
  readonly path: string;
  readonly name: string;
  readonly about: string;
}

export const NOTHING: Reading = { build: [], test: [], check: [], entries: [], parts: [] };

const MANIFESTS =
  /(?:^|\/)(?:package\.json|Cargo\.toml|go\.mod|go\.work|pyproject\.toml|setup\.cfg|tox\.ini|noxfile\.py|Makefile|makefile|GNUmakefile|justfile|Justfile|deno\.jsonc?|mix\.exs|composer\.json|Rakefile|CMakeLists\.txt|meson\.build|pom\.xml|build\.gradle(?:\.kts)?|rustfmt\.toml|\.rustfmt\.toml)$/;

/** Deep ones belong to fixtures and vendored code more often than to the project. */
const MAX_DEPTH = 5;
const FOREIGN = /(?:^|\/)(?:node_modules|vendor|third_party|\.git)\//;
const BESIDE = /(?:^|\/)(?:target|dist|build|tests?|fixtures?|testdata|examples?)\//;

export const isForeign = (path: string): boolean => FOREIGN.test(path);

export const isManifest = (path: string): boolean =>
  MANIFESTS.test(path) && !isForeign(path) && !BESIDE.test(path) && path.split("/").length <= MAX_DEPTH;

export const folderOf = (path: string): string => path.split("/").slice(0, -1).join("/");

/** A command that is run where its manifest is. */
export const inFolder = (folder: string, run: string): string =>
  folder === "" ? run : `cd ${folder} && ${run}`;

export const merge = (readings: readonly Reading[]): Reading => ({
  build: readings.flatMap((one) => one.build),
  test: readings.flatMap((one) => one.test),
  check: readings.flatMap((one) => one.check),
  entries: readings.flatMap((one) => one.entries),
  parts: readings.flatMap((one) => one.parts),
});
