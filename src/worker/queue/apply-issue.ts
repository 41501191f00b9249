/** Issues of our own on the forge: made once, rewritten whole, and put in order. */
import type { Applied, EffectAction } from "../../core/effect/effect.ts";
import type { ForgeFailure } from "../../forge/client.ts";
import { markerEffect, withMarker } from "../../forge/marker.ts";
import { done, failed, type Target, triedBefore } from "./applied.ts";

type Action<K extends EffectAction["kind"]> = Extract<EffectAction, { kind: K }>;

/** Of labels that the factory makes itself. */
const COLOR = "6e7781";

export async function createIssue(t: Target, a: Action<"create_issue">): Promise<Applied> {
  if (triedBefore(t)) {
    const since_ms = t.effect.created_at - 120_000;
    const page = await t.client.issuesSince(t.repo, { since_ms, page: 1, limit: 50 });
    if (!page.ok) return failed(t, page.error);
    const mine = page.value.items.find((i) => markerEffect(i.body) === t.effect.id);
    if (mine !== undefined) return done({ issue: mine.number });
  }
  const labels = await labelIds(t, a.labels ?? []);
  if ("reason" in labels) return failed(t, labels);
  const issue = { title: a.title, body: await signed(t, a.body) };
  const made = await t.client.createIssue(t.repo, { ...issue, ...(labels.length === 0 ? {} : { labels }) });
  return made.ok ? done({ issue: made.value.number }) : failed(t, made.error);
}

export async function editIssue(t: Target, a: Action<"edit_issue">): Promise<Applied> {
  const edited = await t.client.editIssue(t.repo, a.issue, { body: await signed(t, a.body), state: a.state });
  return edited.ok ? done() : failed(t, edited.error);
}

/** Its number is not known before it exists, so the marker of an issue's own text stands for issue 0. */
const signed = (t: Target, body: string): Promise<string> =>
  withMarker(t.secret, { repo: t.repo, issue: 0 }, body, { effect: t.effect.id, root: "", hop: 0 });

export async function addDependency(t: Target, a: Action<"add_dependency">): Promise<Applied> {
  for (let page = 1; ; page++) {
    const there = await t.client.dependencies(t.repo, a.issue, page);
    if (!there.ok) return failed(t, there.error);
    if (there.value.items.some((d) => d.number === a.on && d.repo.toLowerCase() === t.repo.toLowerCase()))
      return done();
    if (!there.value.more) break;
  }
  const added = await t.client.addDependency(t.repo, a.issue, a.on);
  return added.ok ? done() : failed(t, added.error);
}

export async function addLabels(t: Target, a: Action<"add_labels">): Promise<Applied> {
  const there = await labelIds(t, a.labels);
  if ("reason" in there) return failed(t, there);
  const added = await t.client.addLabels(t.repo, a.issue, a.labels);
  return added.ok ? done() : failed(t, added.error);
}

/** A new issue takes ids alone, and bears its labels from the first moment: one that holds it must not come late. */
async function labelIds(t: Target, names: readonly string[]): Promise<number[] | ForgeFailure> {
  if (names.length === 0) return [];
  const there = await t.client.labels(t.repo);
  if (!there.ok) return there.error;
  const ids: number[] = [];
  for (const name of names) {
    const known = there.value.find((label) => label.name === name);
    if (known !== undefined) {
      ids.push(known.id);
      continue;
    }
    const made = await t.client.createLabel(t.repo, {
      name,
      color: COLOR,
      description: "Made by AI Dark Factory",
    });
    if (!made.ok) return made.error;
    ids.push(made.value.id);
  }
  return ids;
}
