/** What a program must still see of places that are emptied: its own files, those of its interpreter, the PATH. */
import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join } from "node:path";
import { isInAny, type Place } from "./plan.ts";

/** `wide`: whole homes and what holds them, which are never shown for the sake of one program. */
export function foldersOf(argv: readonly string[], path: string, wide: readonly string[]): Place[] {
  const search = path.split(delimiter).filter(isAbsolute);
  const named = argv.filter((word) => isAbsolute(word) && existsSync(word));
  const files = [...named, ...named.flatMap(interpreterOf)];
  return [
    ...[...search, ...files.filter(isProgram).map((file) => dirname(file))].flatMap((dir) => [
      dir,
      ...librariesBeside(dir),
    ]),
    ...files.map((file) => ownFolder(realpathSync(file))),
  ]
    .filter((folder) => existsSync(folder) && !isWide(folder, wide) && !isWide(realpathSync(folder), wide))
    .flatMap(placesOf);

  /** The smallest folder that surely has everything the file belongs to; the file itself where that would be a home. */
  function ownFolder(file: string): string {
    if (!isProgram(file)) return file;
    const packages = file.indexOf("/node_modules/");
    if (packages >= 0) return file.slice(0, packages + "/node_modules".length);
    for (let dir = dirname(file); !isWide(dir, wide); dir = dirname(dir))
      if (MARKS.some((mark) => existsSync(join(dir, mark)))) return dir;
    const bin = dirname(file);
    const prefix = dirname(bin);
    const installed = basename(bin) === "bin" && existsSync(join(prefix, "lib"));
    if (installed && basename(prefix) !== ".local" && !isWide(prefix, wide)) return prefix;
    return isWide(bin, wide) ? file : bin;
  }
}

/** In the folder of a package, of a Python environment. */
const MARKS = ["package.json", "pyvenv.cfg"];

const isWide = (folder: string, wide: readonly string[]) => wide.some((one) => isInAny(one, [folder]));

/** Under the name it is used by and, where that is another, under its own. */
export function placesOf(path: string): Place[] {
  const real = realpathSync(path);
  return [...new Set([real, path])].map((at) => ({ at, real }));
}

/**
 * npm's programs are links from `bin` to its `lib`, or from `.bin` to the packages around it. Where a folder above is a link
 * itself, they lead to there under the name that is used, and not to where it really is.
 */
function librariesBeside(bin: string): string[] {
  if (basename(bin) === ".bin") return [dirname(bin)];
  const libraries = join(dirname(bin), "lib", "node_modules");
  return basename(bin) === "bin" && existsSync(libraries) ? [libraries] : [];
}

function isProgram(file: string): boolean {
  const stat = statSync(file);
  return stat.isFile() && ((stat.mode & 0o111) !== 0 || /\.(?:[cm]?js|[cm]?ts|py|rb|sh)$/.test(file));
}

function interpreterOf(file: string): string[] {
  if (!statSync(file).isFile()) return [];
  const head = Buffer.alloc(256);
  const handle = openSync(file, "r");
  try {
    readSync(handle, head, 0, head.length, 0);
  } finally {
    closeSync(handle);
  }
  const program = /^#!\s*(\/\S+)/.exec(head.toString("latin1"))?.[1];
  return program !== undefined && existsSync(program) ? [program] : [];
}
