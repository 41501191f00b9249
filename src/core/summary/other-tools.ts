/** Go, Python, make, just, and the tools whose commands follow from a file being there. */
import {
  type Command,
  type Entry,
  folderOf,
  inFolder,
  type Listing,
  NOTHING,
  type Reading,
} from "./reading.ts";
import { at, text, toml, tree } from "./table.ts";

export function readGo({ files, texts }: Listing): Reading {
  const modules = files.filter((path) => /(?:^|\/)go\.mod$/.test(path) && texts[path] !== undefined).sort();
  const one = (run: string): Command[] =>
    modules.map((from) => ({ run: inFolder(folderOf(from), run), from }));
  if (modules.length === 0) return NOTHING;
  const entries = files
    .filter((path) => /(?:^|\/)main\.go$/.test(path))
    .map((path): Entry => {
      const folder = folderOf(path);
      const module = /^module\s+(\S+)/m.exec(texts["go.mod"] ?? "")?.[1] ?? "";
      return { path, what: `program ${(folder || module).split("/").at(-1) ?? ""}`.trim() };
    });
  return {
    ...NOTHING,
    build: one("go build ./..."),
    test: one("go test ./..."),
    check: one("go vet ./..."),
    entries,
  };
}

export function readPython({ files, texts }: Listing): Reading {
  const readings = Object.keys(texts)
    .filter((path) => /(?:^|\/)pyproject\.toml$/.test(path))
    .sort()
    .map((from): Reading => {
      const manifest = toml(texts[from] ?? "");
      const folder = folderOf(from);
      const below = folder === "" ? "" : `${folder}/`;
      const tool = tree(at(manifest, "tool"));
      const uv = files.includes(`${below}uv.lock`) ? "uv run " : "poetry" in tool ? "poetry run " : "";
      const command = (run: string): Command => ({ run: inFolder(folder, uv + run), from });
      const scripts = tree(at(manifest, "project", "scripts") ?? at(manifest, "tool", "poetry", "scripts"));
      const hasTests =
        "pytest" in tool ||
        files.some((path) => path.startsWith(below) && /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(path));
      return {
        ...NOTHING,
        build: at(manifest, "build-system") === undefined ? [] : [command("python -m build")],
        test: hasTests ? [command("pytest")] : [],
        check: [
          ...("ruff" in tool ? [command("ruff check .")] : []),
          ...("black" in tool ? [command("black --check .")] : []),
          ...("mypy" in tool ? [command("mypy .")] : []),
        ],
        entries: Object.entries(scripts).map(([name, path]) => ({
          path: text(path),
          what: `program ${name}`,
        })),
      };
    });
  const extra: Command[] = [
    ...(texts["tox.ini"] === undefined ? [] : [{ run: "tox", from: "tox.ini" }]),
    ...(texts["noxfile.py"] === undefined ? [] : [{ run: "nox", from: "noxfile.py" }]),
  ];
  const mains = files
    .filter((path) => /(?:^|\/)(?:__main__|manage)\.py$/.test(path))
    .map((path) => ({ path, what: "program" }));
  return {
    ...NOTHING,
    build: readings.flatMap((one) => one.build),
    test: [...readings.flatMap((one) => one.test), ...extra],
    check: readings.flatMap((one) => one.check),
    entries: [...readings.flatMap((one) => one.entries), ...mains],
  };
}

const TARGETS: readonly (readonly ["build" | "test" | "check", RegExp])[] = [
  ["build", /^(?:all|build|compile)$/],
  ["test", /^(?:test|tests|check-tests|e2e|integration|unit)(?:-\w+)?$/],
  ["check", /^(?:check|lint|fmt|format|vet|verify)(?:-\w+)?$/],
];

export function readTargets({ texts }: Listing): Reading {
  const found = { build: [] as Command[], test: [] as Command[], check: [] as Command[] };
  for (const [from, source] of Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const program = /(?:^|\/)(?:GNU)?[Mm]akefile$/.test(from)
      ? "make"
      : /(?:^|\/)[Jj]ustfile$/.test(from)
        ? "just"
        : null;
    if (program === null) continue;
    const names = [...source.matchAll(/^@?([A-Za-z][\w.-]*)(?:[ \t]+[^:=\n]*)?:(?![=])/gm)].map(
      ([, name = ""]) => name,
    );
    for (const name of new Set(names)) {
      const kind = TARGETS.find(([, pattern]) => pattern.test(name))?.[0];
      if (kind !== undefined) found[kind].push({ run: inFolder(folderOf(from), `${program} ${name}`), from });
    }
  }
  return { ...NOTHING, ...found };
}

const USUAL: readonly (readonly [RegExp, string, string])[] = [
  [/^CMakeLists\.txt$/, "cmake -B build && cmake --build build", "ctest --test-dir build"],
  [/^meson\.build$/, "meson setup build && meson compile -C build", "meson test -C build"],
  [/^pom\.xml$/, "mvn package", "mvn test"],
  [/^build\.gradle(?:\.kts)?$/, "gradle build", "gradle test"],
  [/^mix\.exs$/, "mix compile", "mix test"],
  [/^deno\.jsonc?$/, "", "deno test"],
  [/^Rakefile$/, "", "rake test"],
];

export function readUsual({ files }: Listing): Reading {
  const build: Command[] = [];
  const test: Command[] = [];
  for (const [file, builds, tests] of USUAL) {
    const from = files.find((path) => file.test(path));
    if (from === undefined) continue;
    const wrapped = (run: string) =>
      files.includes("gradlew")
        ? run.replace(/^gradle/, "./gradlew")
        : files.includes("mvnw")
          ? run.replace(/^mvn/, "./mvnw")
          : run;
    if (builds !== "") build.push({ run: wrapped(builds), from });
    test.push({ run: wrapped(tests), from });
  }
  return { ...NOTHING, build, test };
}
