/**
 * The family of a model: who trained it. Models of one family share their blind spots, so who judges a change had better be of
 * another family than who wrote it. That is a preference among routes that can be taken, never a reason to judge nothing.
 */

/** Aliases that do not say whose they are; every other id begins with its family's name. */
const BY_ALIAS: Readonly<Record<string, string>> = {
  opus: "claude",
  sonnet: "claude",
  haiku: "claude",
  codex: "gpt",
  o: "gpt",
  k: "kimi",
  chatgpt: "gpt",
  pro: "gemini",
  flash: "gemini",
  devstral: "mistral",
  codestral: "mistral",
  magistral: "mistral",
};

/** What searches and does not think: it has no family, and so is neither the author's nor another. */
const NO_MODEL = new Set(["search", "none"]);

/** Of an alias or of the id that a provider answered with, in any CLI's spelling; null where no model is behind it. */
export function familyOf(model: string): string | null {
  const name = model.toLowerCase().split("/").at(-1) ?? "";
  const [first = ""] = name.match(/[a-z]+/) ?? [];
  return first === "" || NO_MODEL.has(first) ? null : (BY_ALIAS[first] ?? first);
}

/** Null where one of the two is not known: nobody wrote it that has a family, or nobody with one judges. */
export function isApart(model: string, authors: readonly string[]): boolean | null {
  const own = familyOf(model);
  return own === null || authors.length === 0 ? null : !authors.includes(own);
}

/**
 * The first of the routes that can be taken, unless its model is of an author's family and a later one's is of another. What has
 * no model is no better judge than the author's own family.
 */
export function preferred<R extends { readonly model: string }>(
  usable: readonly R[],
  authors: readonly string[],
): R | undefined {
  const [first] = usable;
  if (first === undefined || isApart(first.model, authors) !== false) return first;
  return usable.find(({ model }) => isApart(model, authors) === true) ?? first;
}
