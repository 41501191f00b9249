/** The labels by which people steer the factory. One that is there is left as it is, whatever its colour. */
import { LABELS } from "../../../core/setup/forge-wish.ts";
import { failed, type Line, line, type Site } from "./site.ts";

export async function labels(site: Site): Promise<Line[]> {
  const { client, wish, ledger } = site;
  const there = await client.labels(wish.repo);
  if (!there.ok) return [failed("labels", there.error)];
  const lines: Line[] = [];
  for (const label of LABELS) {
    const thing = `label ${label.name}`;
    const known = there.value.find((one) => one.name === label.name);
    if (known !== undefined) {
      lines.push(line("was there", thing));
      // The answer of an earlier run may have been lost.
      if (site.apply && ledger.ours("label", label.name))
        ledger.made({ kind: "label", key: label.name, id: known.id });
    } else if (!site.apply) lines.push(line("would make", thing));
    else {
      ledger.made({ kind: "label", key: label.name, id: null });
      const made = await client.createLabel(wish.repo, label);
      if (made.ok) ledger.made({ kind: "label", key: label.name, id: made.value.id });
      else if (made.error.status !== null) ledger.gone({ kind: "label", key: label.name });
      lines.push(made.ok ? line("made", thing) : failed(thing, made.error));
    }
  }
  if (!lines.some((one) => one.state === "made")) return lines;
  const read = await client.labels(wish.repo);
  if (!read.ok) return [...lines, failed("labels, read back", read.error)];
  const names = new Set(read.value.map((one) => one.name));
  return lines.map((one, i) =>
    one.state === "made" && !names.has(LABELS[i]?.name ?? "")
      ? line("differs", one.thing, "the forge does not list it")
      : one,
  );
}
