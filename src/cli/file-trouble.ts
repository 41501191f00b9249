/** Why a file cannot be read or written, in words: what the system says of it has a code, and a path that was just named. */

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "this account may not",
  EPERM: "this account may not",
  EROFS: "the disk is mounted read-only",
  ENOSPC: "the disk is full",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is a file, and no folder",
  EEXIST: "a part of its path is a file, and no folder",
  ELOOP: "its links lead round in a circle",
  ENAMETOOLONG: "its name is longer than the disk allows",
};

export function fileTrouble(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause);
  return WORDS[(cause as NodeJS.ErrnoException | null)?.code ?? ""] ?? said;
}
