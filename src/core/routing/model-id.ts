/**
 * Models are asked for by an alias that the vendor moves forward (`opus`, `gpt-5.4`, `kimi`). A date or a build stamp
 * pins one build: it is retired one day and the factory stops, so such an id is refused, with the alias to use.
 */

const STAMPS: readonly RegExp[] = [
  /[-@:_.]?\b20\d{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?!\d).*$/,
  // A month and day, a year and month, or a build number: `-0613`, `-2411`, `-001`.
  /[-@:]\d{3,4}$/,
  // A digest or a commit.
  /@sha\d+:.*$/,
  /[-@:](?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}$/,
];

const FAMILIES = ["opus", "sonnet", "haiku"] as const;

/** The alias to use instead when the id is pinned; null when it is an alias. */
export function pinnedModel(id: string): { readonly stamp: string; readonly alias: string } | null {
  for (const pattern of STAMPS) {
    const found = pattern.exec(id);
    if (found === null) continue;
    const bare = id.slice(0, found.index);
    const alias = FAMILIES.find((family) => bare.split(/[-/.]/).includes(family)) ?? bare;
    return { stamp: found[0].replace(/^[-@:_.]/, ""), alias };
  }
  return null;
}
