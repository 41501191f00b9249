/**
 * The project's own commands as one shell script: what the gate `qa` runs, on the merge result, without a model. A script is all
 * that a runner gets, so that it runs where and as agents do: sandboxed, guarded, watched and recorded.
 */

/** The gate that runs them, unless a reviewer bears its name. */
export const QA_GATE = "qa";

/** The heading of the page that `adf setup --init` makes, below which the test commands stand. */
const HEADING = /^## Test[ \t]*$/m;
const LINE = /^- `([^`\n]{1,500})`/;
const MOST = 5;

/** The test commands that a repository's summary names. */
export function testsIn(summary: string): readonly string[] {
  const at = HEADING.exec(summary);
  if (at === null) return [];
  const [own = ""] = summary.slice(at.index + at[0].length).split(/^## /m);
  return own
    .split("\n")
    .flatMap((line) => LINE.exec(line.trim())?.[1] ?? [])
    .slice(0, MOST);
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Each in a shell of its own; the first that fails ends it, with its exit code. Everything is said on one stream. Without a
 * command nothing was shown, so that it fails.
 */
export const checkScript = (commands: readonly string[]): string =>
  [
    "exec 1>&2",
    ...(commands.length > 0 ? [] : ["echo 'No test command is named any more.'", "exit 1"]),
    ...commands.map((command) => {
      const it = quoted(command);
      return `printf '$ %s\\n' ${it}; sh -c ${it} || { code=$?; printf '%s\\n' "exit code $code"; exit "$code"; }`;
    }),
    "",
  ].join("\n");

/**
 * Undoes one merge as a new commit on top of whatever stands there now. The author is whom the checkout names; nobody is asked
 * for a message.
 */
export const revertScript = (merged_sha: string): string =>
  [
    "exec 1>&2",
    `parents=$(git rev-list --parents -n 1 ${merged_sha} | wc -w)`,
    `if [ "$parents" -gt 2 ]; then git revert --no-edit -m 1 ${merged_sha}; else git revert --no-edit ${merged_sha}; fi`,
    "",
  ].join("\n");
