/** Languages by their files, most files first. */
const NAMES: Readonly<Record<string, string>> = {
  TypeScript: "ts tsx mts cts",
  JavaScript: "js jsx mjs cjs",
  Rust: "rs",
  Go: "go",
  Python: "py pyi",
  Java: "java",
  Kotlin: "kt kts",
  C: "c h",
  "C++": "cc cpp cxx hpp hh hxx",
  "C#": "cs",
  Ruby: "rb",
  PHP: "php",
  Swift: "swift",
  Scala: "scala",
  Elixir: "ex exs",
  Erlang: "erl hrl",
  Haskell: "hs",
  OCaml: "ml mli",
  Zig: "zig",
  Dart: "dart",
  Lua: "lua",
  Shell: "sh bash zsh",
  PowerShell: "ps1",
  Perl: "pl pm",
  R: "r",
  Julia: "jl",
  Clojure: "clj cljs",
  Svelte: "svelte",
  Vue: "vue",
  HTML: "html htm",
  CSS: "css scss less",
  SQL: "sql",
  Terraform: "tf",
  Nix: "nix",
  "Protocol Buffers": "proto",
};

const BY_EXTENSION = new Map(
  Object.entries(NAMES).flatMap(([name, extensions]) =>
    extensions.split(" ").map((one) => [one, name] as const),
  ),
);

export interface Language {
  readonly name: string;
  readonly files: number;
}

export function languages(files: readonly string[]): readonly Language[] {
  const count = new Map<string, number>();
  for (const path of files) {
    const name = BY_EXTENSION.get(/\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "");
    if (name !== undefined) count.set(name, (count.get(name) ?? 0) + 1);
  }
  return [...count]
    .map(([name, files]) => ({ name, files }))
    .sort((a, b) => b.files - a.files || (a.name < b.name ? -1 : 1));
}
