/** Cargo: one crate, or a workspace whose members are given by paths and globs. */
import {
  type Command,
  type Entry,
  folderOf,
  inFolder,
  type Listing,
  NOTHING,
  type Part,
  type Reading,
} from "./reading.ts";
import { at, text, texts, toml } from "./table.ts";

export function readCargo(listing: Listing): Reading {
  const manifests = Object.keys(listing.texts)
    .filter((path) => /(?:^|\/)Cargo\.toml$/.test(path))
    .sort();
  if (manifests.length === 0) return NOTHING;
  const crates = manifests.map((path) => ({
    folder: folderOf(path),
    path,
    toml: toml(listing.texts[path] ?? ""),
  }));
  const spaces = crates.filter((crate) => at(crate.toml, "workspace") !== undefined);
  const covered = (folder: string) => spaces.some((space) => isMember(space.folder, space.toml, folder));
  const roots = crates.filter((crate) => spaces.includes(crate) || !covered(crate.folder));
  const build: Command[] = [];
  const test: Command[] = [];
  const check: Command[] = [];
  for (const { folder, path, toml: manifest } of roots) {
    const all = at(manifest, "workspace") === undefined ? "" : " --workspace";
    const add = (list: Command[], run: string) => list.push({ run: inFolder(folder, run), from: path });
    add(build, `cargo build${all}`);
    add(test, `cargo test${all}`);
    add(check, "cargo fmt --check");
    add(check, `cargo clippy${all} --all-targets`);
  }
  const named = crates.filter((crate) => at(crate.toml, "package", "name") !== undefined);
  const parts: Part[] = spaces.length === 0 ? [] : named.filter((crate) => covered(crate.folder)).map(partOf);
  return { build, test, check, parts, entries: named.flatMap((crate) => entriesOf(crate, listing)) };
}

interface Crate {
  readonly folder: string;
  readonly toml: unknown;
}

function isMember(root: string, manifest: unknown, folder: string): boolean {
  const inside = root === "" ? folder : folder.startsWith(`${root}/`) ? folder.slice(root.length + 1) : null;
  if (inside === null) return false;
  if (inside === "") return at(manifest, "package") !== undefined;
  const fits = (list: unknown) => texts(list).some((glob) => globFits(glob.replace(/^\.\//, ""), inside));
  return fits(at(manifest, "workspace", "members")) && !fits(at(manifest, "workspace", "exclude"));
}

/** Cargo's globs: `*` within one folder, `**` over several. */
export function globFits(glob: string, path: string): boolean {
  const source = glob
    .replace(/\/+$/, "")
    .replace(/\*\*\/?|[*?]|[.+^${}()|[\]\\]/g, (part) =>
      part === "**/"
        ? "(?:.*/)?"
        : part === "**"
          ? ".*"
          : part === "*"
            ? "[^/]*"
            : part === "?"
              ? "[^/]"
              : `\\${part}`,
    );
  return new RegExp(`^${source}$`).test(path);
}

const partOf = ({ folder, toml: manifest }: Crate): Part => ({
  path: folder === "" ? "." : folder,
  name: text(at(manifest, "package", "name")),
  about: text(at(manifest, "package", "description")),
});

function entriesOf({ folder, toml: manifest }: Crate, { files }: Listing): Entry[] {
  const below = folder === "" ? "" : `${folder}/`;
  const name = text(at(manifest, "package", "name"));
  const bins = at(manifest, "bin");
  const declared = (Array.isArray(bins) ? bins : []).flatMap((bin): Entry[] => {
    const path = text(at(bin, "path"));
    return path === "" ? [] : [{ path: below + path, what: `program ${text(at(bin, "name")) || name}` }];
  });
  const usual = files.flatMap((file): Entry[] => {
    if (file === `${below}src/main.rs`) return [{ path: file, what: `program ${name}` }];
    if (file === `${below}src/lib.rs`) return [{ path: file, what: `library ${name}` }];
    const [, bin] = file.startsWith(`${below}src/bin/`) ? (/([^/]+)(?:\/main)?\.rs$/.exec(file) ?? []) : [];
    return bin === undefined ? [] : [{ path: file, what: `program ${bin}` }];
  });
  const known = new Set(declared.map((one) => one.path));
  return [...declared, ...usual.filter((one) => !known.has(one.path))];
}
