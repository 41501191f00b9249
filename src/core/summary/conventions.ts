/** What the files of a repository say about how changes to it should look. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/^\.editorconfig$/, "editor settings"],
  [/^(?:\.?rustfmt\.toml)$/, "rustfmt"],
  [/^\.?clippy\.toml$/, "clippy"],
  [/^rust-toolchain(?:\.toml)?$/, "pinned Rust toolchain"],
  [/^biome\.jsonc?$/, "Biome"],
  [/^(?:\.eslintrc(?:\.\w+)?|eslint\.config\.\w+)$/, "ESLint"],
  [/^(?:\.prettierrc(?:\.\w+)?|prettier\.config\.\w+)$/, "Prettier"],
  [/^tsconfig(?:\.\w+)?\.json$/, "TypeScript"],
  [/^\.?ruff\.toml$/, "ruff"],
  [/^\.flake8$/, "flake8"],
  [/^mypy\.ini$/, "mypy"],
  [/^\.golangci\.ya?ml$/, "golangci-lint"],
  [/^\.clang-(?:format|tidy)$/, "clang tools"],
  [/^\.rubocop\.yml$/, "RuboCop"],
  [/^\.pre-commit-config\.ya?ml$/, "pre-commit hooks"],
  [/^(?:\.husky\/.*|lefthook\.yml)$/, "git hooks"],
  [/^(?:\.(?:gitea|forgejo|github)\/workflows\/[^/]+\.ya?ml)$/, "continuous integration"],
  [/^\.(?:woodpecker|drone)(?:\.ya?ml|\/.*)$/, "continuous integration"],
  [/^(?:AGENTS|CLAUDE|GEMINI)\.md$/, "instructions for agents"],
  [/^(?:docs\/)?CONTRIBUTING(?:\.\w+)?$/, "contributing guide"],
  [/^(?:\.\w+\/)?CODEOWNERS$/, "code owners"],
  [/^(?:LICENSE|COPYING)(?:[.-].*)?$/, "licence"],
];

export interface Convention {
  readonly what: string;
  readonly files: readonly string[];
}

/** By what they say, in the order above; at most three files of each. */
export function conventions(files: readonly string[]): readonly Convention[] {
  const found = new Map<string, string[]>();
  for (const [pattern, what] of SIGNS) {
    const hits = files.filter((path) => pattern.test(path)).sort();
    if (hits.length > 0) found.set(what, [...(found.get(what) ?? []), ...hits]);
  }
  return [...found].map(([what, all]) => ({
    what,
    files: all.length > 3 ? [...all.slice(0, 3), `${all.length - 3} more`] : all,
  }));
}
