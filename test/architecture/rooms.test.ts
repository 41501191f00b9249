/** What the compiler cannot see: the direction of dependencies, purity, size and names. */
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

/** A room, and the rooms it may look into besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  core: ["contract"],
  forge: ["contract", "core"],
  runner: ["contract", "core"],
  repair: ["contract", "core"],
  worker: ["contract", "core", "forge"],
  local: ["contract", "core", "forge", "runner", "repair"],
  cli: ["contract", "core", "forge", "runner", "local", "repair"],
};

interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** The text with comments and the content of strings taken out. */
  readonly code: string;
}

function filesBelow(folder: string): SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !path.includes("node_modules/"))
    .map((path) => {
      const text = readFileSync(join(ROOT, path), "utf8");
      return { path, text, code: stripped(text) };
    });
}

function stripped(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""')
    .replace(/(^|\s)\/\/.*$/gm, "$1");
}

/** Everything that a file imports or exports from, at run time or as a type. */
function specifiers(text: string): string[] {
  const pattern =
    /^\s*(?:import|export)\b[^"';]*?from\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm;
  return [...text.matchAll(pattern)].map((m) => m[1] ?? m[2] ?? m[3] ?? "");
}

/** The files of ours that must be loaded before this one; what is imported as a type alone is not there at run time. */
function neededBy({ path, text }: SourceFile): string[] {
  const pattern = /^(?:import|export)\s+(?!type\b)([^"';]*?)\bfrom\s+"(\.[^"]+)"/gm;
  return [...text.matchAll(pattern)]
    .filter(([, names = ""]) => !/^\{(?:\s*type\s[^,}]+,?)+\s*\}\s*$/.test(names))
    .map(([, , target = ""]) =>
      relative(ROOT, resolve(ROOT, dirname(path), target))
        .split(sep)
        .join("/"),
    );
}

const roomOf = (path: string): string => path.split("/")[1] ?? "";
/** The sample is data: the library that the factory repairs. */
const sources = filesBelow("src").filter((f) => !f.path.startsWith("src/local/sample/repo/"));
const code = sources.filter((f) => /\.(ts|js|mjs)$/.test(f.path) && !f.path.endsWith(".d.ts"));
const tests = filesBelow("test").filter((f) => /\.(ts|mjs)$/.test(f.path));

describe("the rooms of the house", () => {
  it("are all named in this test", () => {
    expect([...new Set(code.map((f) => roomOf(f.path)))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it.each(Object.entries(MAY_IMPORT))("let %s look only downwards", (room, allowed) => {
    const wrong = code
      .filter((f) => roomOf(f.path) === room)
      .flatMap((f) =>
        specifiers(f.text)
          .filter((s) => s.startsWith("."))
          .map((s) => ({ from: f.path, to: roomOf(relative(ROOT, resolve(ROOT, dirname(f.path), s))) }))
          .filter(({ to }) => MAY_IMPORT[to] !== undefined && to !== room && !allowed.includes(to)),
      );
    expect(wrong).toEqual([]);
  });

  it("have no circle of files that need each other at run time", () => {
    // Words stand in parameters and parameters in words: that recursion is the language's own.
    const knot = ["src/core/guard/shell/expand.ts", "src/core/guard/shell/parameter.ts"];
    let left = new Map(code.filter((f) => !knot.includes(f.path)).map((f) => [f.path, neededBy(f)] as const));
    for (let size = -1; size !== left.size; ) {
      size = left.size;
      const wanted = new Set([...left.values()].flat());
      left = new Map(
        [...left].filter(([path, needed]) => wanted.has(path) && needed.some((one) => left.has(one))),
      );
    }
    expect([...left.keys()]).toEqual([]);
  });

  it("import local files with their extension, so that Node runs them as they are", () => {
    const wrong = code.flatMap((f) =>
      specifiers(f.text)
        .filter((s) => s.startsWith(".") && !/\.(ts|js|mjs|md|json)$/.test(s))
        .map((s) => `${f.path}: ${s}`),
    );
    expect(wrong).toEqual([]);
  });

  it("keep clock, chance and the outside world out of core and contract", () => {
    const impure =
      /\bDate\.now\b|\bMath\.random\b|\bnew Date\(\s*\)|\bprocess\.|\bfetch\(|\bconsole\.|\bset(?:Timeout|Interval)\(|\bperformance\.|\bcrypto\.|\bglobalThis\b/;
    const wrong = code
      .filter((f) => ["core", "contract"].includes(roomOf(f.path)))
      .filter((f) => impure.test(f.code) || specifiers(f.text).some((s) => s.startsWith("node:")))
      .map((f) => f.path);
    expect(wrong).toEqual([]);
  });

  it("keep Node's modules out of what runs in the Worker", () => {
    const wrong = code
      .filter((f) => ["worker", "forge"].includes(roomOf(f.path)))
      .flatMap((f) =>
        specifiers(f.text)
          .filter((s) => s.startsWith("node:"))
          .map((s) => `${f.path}: ${s}`),
      );
    expect(wrong).toEqual([]);
  });

  it("let the Worker reach the forge only through its configured transport", () => {
    const bare = /(?<!override |[.\w])fetch\(|forgeClient\(\{\s*url/;
    // The log store and the notifiers are other remotes, with one file each.
    const others = ["src/worker/log-store.ts", "src/worker/notifier.ts"];
    const workers = code.filter((f) => roomOf(f.path) === "worker" && !others.includes(f.path));
    const wrong = workers.filter((f) => bare.test(f.code)).map((f) => f.path);
    expect(wrong).toEqual([]);
  });

  it("import zod only as a namespace, so that the bundle keeps only what is used", () => {
    const wrong = code.filter(
      (f) => /from "zod"/.test(f.text) && !/import (?:type )?\* as z from "zod"/.test(f.text),
    );
    expect(wrong.map((f) => f.path)).toEqual([]);
  });

  it("declare every package that they import", () => {
    const manifest: unknown = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const { dependencies, devDependencies, imports } = manifest as Record<string, Record<string, string>>;
    // Local hosting and the platform's types are tools of this checkout; what is deployed needs neither.
    const tools = new Set(["miniflare", "wrangler"]);
    const wrong = code.flatMap((f) =>
      specifiers(f.text)
        .filter((s) => !s.startsWith(".") && !s.startsWith("node:") && !s.startsWith("cloudflare:"))
        .map((s) => (s.startsWith("@") ? s.split("/").slice(0, 2).join("/") : (s.split("/")[0] ?? s)))
        // A name with # is the manifest's own word for a file of ours.
        .filter((name) => dependencies?.[name] === undefined && imports?.[name] === undefined)
        .filter(
          (name) => !(roomOf(f.path) === "local" && tools.has(name) && devDependencies?.[name] !== undefined),
        )
        .map((name) => `${f.path}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it("know an agent CLI's ways only in the folder of its adapter", () => {
    const particular =
      /(?:[!=]==?|\bcase)\s*"(?:claude|codex|gemini|opencode)"|"(?:claude|codex|gemini|opencode)"\s*[!=]==?/;
    const wrong = code
      .filter((f) => ["contract", "core", "worker", "runner", "local"].includes(roomOf(f.path)))
      .filter((f) => !/^src\/runner\/agents\/[a-z]+\//.test(f.path) && particular.test(f.text))
      .map((f) => f.path);
    expect(wrong).toEqual([]);
  });

  it("name Node's own modules with their prefix", () => {
    const bare = new Set(builtinModules.filter((m) => !/^(?:_|node:)/.test(m)));
    const wrong = code.filter((f) => specifiers(f.text).some((s) => bare.has(s))).map((f) => f.path);
    expect(wrong).toEqual([]);
  });
});

describe("every source file", () => {
  const lines = (f: SourceFile): number => f.text.split("\n").length - 1;

  it("has at most 300 lines, and half of them fewer than 100", () => {
    const typescript = code.filter((f) => f.path.endsWith(".ts"));
    expect(typescript.filter((f) => lines(f) > 300).map((f) => `${f.path}: ${lines(f)}`)).toEqual([]);
    const sorted = typescript.map(lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(100);
  });

  it("has at most 300 lines below test too, but for those that were longer when this rule came", () => {
    const wrong = tests.filter((f) => f.path.endsWith(".ts") && lines(f) > 300);
    expect(wrong.map((f) => `${f.path}: ${lines(f)}`)).toEqual([]);
  });

  it("begins with a comment that says what it promises", () => {
    const wrong = code.filter((f) => !/^(?:#!.*\n)?\/(?:\*\*|\/)/.test(f.text)).map((f) => f.path);
    expect(wrong).toEqual([]);
  });

  it("is named in kebab-case, after a noun and not after a drawer", () => {
    const drawers = new Set(["util", "utils", "helper", "helpers", "manager", "common", "misc", "lib"]);
    const wrong = sources
      .filter((f) => !["README.md", "tsconfig.json"].includes(basename(f.path)))
      .filter((f) =>
        f.path.split("/").some((part) => {
          const [name = ""] = part.split(".");
          return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || drawers.has(name);
        }),
      )
      .map((f) => f.path);
    expect(wrong).toEqual([]);
  });

  it("leaves nothing to be done later", () => {
    const wrong = code
      .filter((f) => new RegExp(["TO", "DO|FIX", "ME|X", "XX"].join("")).test(f.text))
      .map((f) => f.path);
    expect(wrong).toEqual([]);
  });
});

describe("every test", () => {
  const condition = /ADF_TEST_[A-Z_]+|ADF_FULL|process\.platform|systemd-analyze|bubblewrap|"unshare"/;

  it("runs: nothing is singled out or promised", () => {
    const marked = /\b(?:it|test|describe|suite)(?:\.\w+)*\.(?:only|todo|fails)\b/;
    expect(tests.filter((f) => marked.test(f.code)).map((f) => f.path)).toEqual([]);
  });

  it("is skipped only in a file that names the condition under which it runs", () => {
    const skipped = /\.(?:skip|skipIf|runIf)\(/;
    const wrong = tests.filter((f) => skipped.test(f.code) && !condition.test(f.text)).map((f) => f.path);
    expect(wrong).toEqual([]);
  });
});

describe("no file", () => {
  it("names a place on one machine", () => {
    const place = new RegExp(["(?<![\\w.])/(?:wor", "k/|roo", "t/|Us", "ers/[a-z])"].join(""));
    const wrong = [...sources, ...tests]
      .filter((f) => place.test(f.text) || f.text.includes(ROOT))
      .map((f) => f.path);
    expect(wrong).toEqual([]);
  });
});
