/**
 * One bare repository: its refs as last read, the questions asked about commits, and a lock for those who move
 * refs. Only this server writes the repository, so refs are read anew after each write and never in between.
 */
import { type Diff, readDiff } from "./diff.ts";
import { git, gitOk } from "./run.ts";

export interface Author {
  readonly name: string;
  readonly email: string;
}

export class Repository {
  readonly dir: string;
  #refs: ReadonlyMap<string, string> = new Map();
  #turn: Promise<unknown> = Promise.resolve();
  readonly #diffs = new Map<string, Promise<Diff>>();
  readonly #bases = new Map<string, Promise<string | null>>();
  readonly #clean = new Map<string, Promise<string | null>>();

  constructor(dir: string) {
    this.dir = dir;
  }

  static async create(dir: string, branch: string): Promise<Repository> {
    await gitOk(".", ["init", "--quiet", "--bare", "--template=", "-b", branch, "--", dir]);
    return new Repository(dir);
  }

  async refresh(): Promise<ReadonlyMap<string, string>> {
    const list = await gitOk(this.dir, ["for-each-ref", "--format=%(objectname) %(refname)"]);
    const refs = new Map<string, string>();
    for (const line of list.split("\n")) {
      const space = line.indexOf(" ");
      if (space > 0) refs.set(line.slice(space + 1), line.slice(0, space));
    }
    this.#refs = refs;
    return refs;
  }

  get refs(): ReadonlyMap<string, string> {
    return this.#refs;
  }

  branch(name: string): string | null {
    return this.#refs.get(`refs/heads/${name}`) ?? null;
  }

  branches(): [name: string, sha: string][] {
    return [...this.#refs].flatMap(([ref, sha]) =>
      ref.startsWith("refs/heads/") ? [[ref.slice(11), sha]] : [],
    );
  }

  /** One at a time for whoever moves refs, so that "before" and "after" mean what they say. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(work, work);
    this.#turn = run.catch(() => {});
    return run;
  }

  /** A branch, a tag or a (possibly shortened) commit id, to a full commit id. */
  async resolve(name: string): Promise<string | null> {
    const known = this.branch(name);
    if (known !== null) return known;
    const tag = this.#refs.get(`refs/tags/${name}`);
    const what = tag ?? (/^[0-9a-f]{4,64}$/.test(name) ? name : null);
    if (what === null) return null;
    const found = await git(this.dir, [
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${what}^{commit}`,
    ]);
    return found.code === 0 ? found.stdout.trim() : null;
  }

  mergeBase(a: string, b: string): Promise<string | null> {
    return remembered(this.#bases, `${a}+${b}`, async () => {
      const found = await git(this.dir, ["merge-base", a, b]);
      return found.code === 0 ? found.stdout.trim() : null;
    });
  }

  async isAncestor(a: string, b: string): Promise<boolean> {
    return (await git(this.dir, ["merge-base", "--is-ancestor", a, b])).code === 0;
  }

  async count(range: string): Promise<number> {
    return Number((await gitOk(this.dir, ["rev-list", "--count", range])).trim());
  }

  diff(from: string, to: string): Promise<Diff> {
    return remembered(this.#diffs, `${from}..${to}`, () => readDiff(this.dir, from, to));
  }

  /** The tree of the merge of two commits, or null when they conflict. */
  mergeTree(base: string, head: string): Promise<string | null> {
    return remembered(this.#clean, `${base}+${head}`, async () => {
      const merged = await git(this.dir, ["merge-tree", "--write-tree", "--no-messages", base, head]);
      if (merged.code === 0) return merged.stdout.trim().split("\n")[0] ?? null;
      if (merged.code === 1) return null;
      // Unrelated histories are a conflict to whoever asks; anything else is this machine's git.
      if (/unrelated histories/.test(merged.stderr)) return null;
      throw new Error(`git merge-tree failed (git 2.38 or newer is needed): ${merged.stderr.trim()}`);
    });
  }

  async commitTree(
    tree: string,
    parents: readonly string[],
    message: string,
    by: Author,
    at: number,
  ): Promise<string> {
    const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-F", "-"];
    return (await gitOk(this.dir, args, { input: message, env: identity(by, at) })).trim();
  }

  /** Moves a ref if it still stands where the caller thinks; false when it does not. */
  async updateRef(ref: string, to: string, from: string | null): Promise<boolean> {
    const done = await git(this.dir, ["update-ref", ref, to, from ?? "0".repeat(40)]);
    await this.refresh();
    return done.code === 0;
  }

  async setRef(ref: string, to: string): Promise<void> {
    await gitOk(this.dir, ["update-ref", ref, to]);
    await this.refresh();
  }

  async deleteRef(ref: string): Promise<void> {
    await gitOk(this.dir, ["update-ref", "-d", ref]);
    await this.refresh();
  }
}

export const identity = (by: Author, at: number): Record<string, string> => ({
  GIT_AUTHOR_NAME: by.name,
  GIT_AUTHOR_EMAIL: by.email,
  GIT_COMMITTER_NAME: by.name,
  GIT_COMMITTER_EMAIL: by.email,
  GIT_AUTHOR_DATE: `${at} +0000`,
  GIT_COMMITTER_DATE: `${at} +0000`,
});

/** The answers depend on immutable objects alone, so they are kept; the oldest go when there are many. */
function remembered<T>(cache: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  made.catch(() => cache.delete(key));
  const oldest = cache.keys().next();
  if (cache.size > 500 && !oldest.done) cache.delete(oldest.value);
  return made;
}
