/** What was merged since the last review, as the forge tells it, and how much of that is read. */

export interface DayChange {
  /** Everything after this commit is new. */
  readonly base: string;
  readonly head: string;
  readonly commits: number;
  /** Changed files, each once. */
  readonly files: readonly string[];
  /** Bytes of those files as they stand in the head; what is missing is not there any more, or the forge did not tell. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Why it does not reach back to the last review; null when it does. */
  readonly cut: string | null;
}

export interface Reading {
  readonly files: readonly string[];
  /** What is not read, a sentence each. */
  readonly left_out: readonly string[];
}

const LOCKED =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|composer\.lock|Gemfile\.lock)$/;
const MADE = /(?:^|\/)(?:dist|vendor|node_modules)\/|\.min\.(?:js|css)$|\.map$/;

/** Nobody wrote it, and nobody mends it by hand. */
export const isGenerated = (file: string): boolean => LOCKED.test(file) || MADE.test(file);

/** Names told of what is left out. */
const NAMED = 5;

export interface ReadingBounds {
  readonly max_files: number;
  readonly max_bytes: number;
}

/** Files in the order of the forge, as many as fit; one that alone is too long does not keep the others out. */
export function readingOf(
  { files, sizes = {}, cut }: DayChange,
  { max_files, max_bytes }: ReadingBounds,
): Reading {
  const generated = files.filter(isGenerated);
  const fitting: string[] = [];
  const long: string[] = [];
  let bytes = 0;
  for (const file of files.filter((one) => !isGenerated(one))) {
    const size = sizes[file] ?? 0;
    if (bytes + size > max_bytes) long.push(file);
    else {
      bytes += size;
      fitting.push(file);
    }
  }
  const beyond = fitting.slice(max_files);
  return {
    files: fitting.slice(0, max_files),
    left_out: [
      ...(cut === null ? [] : [cut]),
      ...(generated.length === 0 ? [] : [`generated, ${listed(generated)}`]),
      ...(long.length === 0 ? [] : [`beyond ${max_bytes} bytes in all, ${listed(long)}`]),
      ...(beyond.length === 0 ? [] : [`beyond the first ${max_files} files, ${listed(beyond)}`]),
    ],
  };
}

function listed(files: readonly string[]): string {
  const shown = files.slice(0, NAMED).join(", ");
  const more = files.length - NAMED;
  return `${files.length} ${files.length === 1 ? "file" : "files"}: ${shown}${more > 0 ? ` and ${more} more` : ""}`;
}
