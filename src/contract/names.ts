/** Names that appear in mentions, paths and configuration. */
import * as z from "zod";

/** Grammar of an agent or project name: what may stand in `@adf:<project>/<agent>`. 2 to 40 characters. */
export const NAME_PATTERN = /^[a-z][a-z0-9-]{1,39}$/;

export const Name = z
  .string()
  .regex(NAME_PATTERN, "a name is 2 to 40 of a-z, 0-9 and -, and begins with a letter")
  // Tables are kept by name, and every object of the language has an entry of this one.
  .refine((name) => name !== "constructor", "another name: constructor is a word of the language");

/** `owner/name` of a repository on the forge. */
export const REPO_PATTERN = /^[\w.-]+\/[\w.-]+$/;
export const RepoPath = z.string().regex(REPO_PATTERN, "a repository is written owner/name");

/** A full Git object id: SHA-1 (40 hex digits) or SHA-256 (64). */
export const Sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, "a full hexadecimal object id");
