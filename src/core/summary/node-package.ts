/** package.json: its scripts as the package manager of its lock file runs them, entry points and workspaces. */
import {
  type Command,
  type Entry,
  folderOf,
  inFolder,
  type Listing,
  type Part,
  type Reading,
} from "./reading.ts";
import { at, json, text, tree } from "./table.ts";

const KINDS: readonly (readonly [keyof Pick<Reading, "build" | "test" | "check">, RegExp])[] = [
  ["build", /^(?:build|compile|bundle)(?::|$)/],
  ["test", /^(?:test|e2e|spec)(?::|$)/],
  ["check", /^(?:check|lint|format|fmt|types?|typecheck|type-check|tsc)(?::|$)/],
];

const LOCKS = [
  ["pnpm-lock.yaml", "pnpm run"],
  ["yarn.lock", "yarn run"],
  ["bun.lock", "bun run"],
  ["bun.lockb", "bun run"],
] as const;

export function readNodePackages(listing: Listing): Reading {
  const found = { build: [] as Command[], test: [] as Command[], check: [] as Command[] };
  const entries: Entry[] = [];
  const parts: Part[] = [];
  const manifests = Object.keys(listing.texts)
    .filter((path) => /(?:^|\/)package\.json$/.test(path))
    .sort();
  const runner = LOCKS.find(([lock]) => listing.files.includes(lock))?.[1] ?? "npm run";
  for (const path of manifests) {
    const folder = folderOf(path);
    const manifest = json(listing.texts[path] ?? "");
    for (const [name, script] of Object.entries(tree(at(manifest, "scripts")))) {
      // npm's own stand-in, which fails on purpose.
      if (/no test specified/.test(text(script))) continue;
      const kind = KINDS.find(([, pattern]) => pattern.test(name))?.[0];
      const run = runner === "npm run" && name === "test" ? "npm test" : `${runner} ${name}`;
      if (kind !== undefined) found[kind].push({ run: inFolder(folder, run), from: path });
    }
    const name = text(at(manifest, "name"));
    if (folder !== "" && name !== "")
      parts.push({ path: folder, name, about: text(at(manifest, "description")) });
    entries.push(...entriesOf(folder, name, manifest));
  }
  return { ...found, entries, parts };
}

function entriesOf(folder: string, name: string, manifest: unknown): Entry[] {
  const below = (path: string) => (folder === "" ? "" : `${folder}/`) + path.replace(/^\.\//, "");
  const bin = at(manifest, "bin");
  const bins = typeof bin === "string" ? { [name]: bin } : tree(bin);
  const main = text(at(manifest, "main")) || text(at(manifest, "module"));
  return [
    ...Object.entries(bins).flatMap(([program, path]) =>
      typeof path === "string" ? [{ path: below(path), what: `program ${program}` }] : [],
    ),
    ...(main === "" ? [] : [{ path: below(main), what: `library ${name}` }]),
  ];
}
