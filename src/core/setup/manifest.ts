/**
 * What setup made, so that teardown takes away that and nothing else. An entry is written before the thing is made, when
 * it was seen not to be there: a kill in between leaves an entry for nothing, never a thing without an entry.
 */
import * as z from "zod";
import { Role } from "../../contract/job.ts";
import { Name, RepoPath } from "../../contract/names.ts";

export const Made = z.strictObject({
  kind: z.enum(["webhook", "protection", "pull", "label", "collaborator", "account"]),
  /** How the forge is asked for it: a login, a label's name, a rule's name, an address, a branch. */
  key: z.string().min(1),
  /** The forge's number for it where it has one; null when the answer was never seen. */
  id: z.int().nullable(),
});
export type Made = z.infer<typeof Made>;

export const WrittenFile = z.strictObject({ path: z.string().min(1), sha256: z.string().length(64) });

export const Manifest = z.strictObject({
  version: z.literal(1),
  project: Name,
  forge: z.string().min(1),
  repo: RepoPath,
  /** The runner's reference clone. */
  working_dir: z.string().min(1).nullable(),
  /** Address of the Worker, once it was told. */
  worker: z.string().min(1).nullable(),
  /** Accounts that the project uses, whoever made them. */
  accounts: z.array(z.strictObject({ role: Role, login: z.string().min(1) })),
  made: z.array(Made),
  files: z.array(WrittenFile),
});
export type Manifest = z.infer<typeof Manifest>;

/** An entry that is there stays where it is: running setup again changes nothing. */
export const withMade = (manifest: Manifest, made: Made): Manifest => ({
  ...manifest,
  made: manifest.made.some((one) => same(one, made))
    ? manifest.made.map((one) => (same(one, made) ? made : one))
    : [...manifest.made, made],
});

export const withoutMade = (manifest: Manifest, gone: Pick<Made, "kind" | "key">): Manifest => ({
  ...manifest,
  made: manifest.made.filter((one) => !same(one, gone)),
});

export const isOurs = (manifest: Manifest, kind: Made["kind"], key: string): boolean =>
  manifest.made.some((one) => same(one, { kind, key }));

const same = (a: Pick<Made, "kind" | "key">, b: Pick<Made, "kind" | "key">): boolean =>
  a.kind === b.kind && a.key === b.key;

/** Accounts last: what they may do goes before they do. */
const ORDER: readonly Made["kind"][] = ["webhook", "pull", "protection", "label", "collaborator", "account"];

export const teardownOrder = (made: readonly Made[]): readonly Made[] =>
  [...made].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
