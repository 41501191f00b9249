/**
 * What a trusted person asks of one job: `@adf:developer model:opus tier:planning fix it`, or the labels `adf/model:opus` and so on.
 * Only words that stand directly after the name count, so that prose which speaks of models orders nothing. A wish is checked as a
 * whole before work begins: one that cannot be is told, with what can be said instead.
 */
import type { Wish } from "../../contract/routing.ts";
import { nearest } from "../config/nearest.ts";
import { editDistance } from "../mention/nearest.ts";
import { err, ok, type Result } from "../result.ts";
import type { OwnChoice } from "./agent-default.ts";
import { pinnedModel } from "./model-id.ts";
import { tierName } from "./parse-scenario.ts";
import type { ScenarioSet } from "./scenario-set.ts";

export const WISH_KEYS = ["model", "cli", "provider", "tier"] as const;
type Key = (typeof WISH_KEYS)[number];

const LABEL = "adf/";
/** Characters of what is asked for; no name is as long. */
const MAX_VALUE = 200;
const WORD = /^([a-z]{2,12}):([^\s:/][^\s]*)\s*/i;

export interface ReadWish {
  /** Null where nothing was asked for. */
  readonly wish: Wish | null;
  /** The task, without the words of the wish. */
  readonly rest: string;
  /** Words that are nearly of a wish: to be told, and not guessed. */
  readonly slips: readonly string[];
}

export function readWish(context: string): ReadWish {
  const wish: Partial<Record<Key, string>> = {};
  const slips: string[] = [];
  let rest = context.trimStart();
  for (let found = WORD.exec(rest); found !== null; found = WORD.exec(rest)) {
    const [whole, written = "", value = ""] = found;
    const name = written.toLowerCase();
    const key = WISH_KEYS.find((one) => one === name);
    const near = WISH_KEYS.find((one) => editDistance(one, name) === 1);
    if (key === undefined && near === undefined) break;
    if (key === undefined) slips.push(`\`${written}:\` is no word that I know; did you mean \`${near}:\`?`);
    else if (wish[key] !== undefined) slips.push(`\`${key}:\` stands there twice.`);
    else wish[key] = value.slice(0, MAX_VALUE).replace(/[,;:.]+$/, "");
    rest = rest.slice(whole.length);
  }
  return { wish: Object.keys(wish).length === 0 ? null : wish, rest, slips };
}

/** Of labels that name one key twice, the first in the order of their names counts, whatever order the forge lists them in. */
export function wishOfLabels(labels: readonly string[]): Wish | null {
  const wish: Partial<Record<Key, string>> = {};
  for (const label of [...labels].sort()) {
    if (!label.toLowerCase().startsWith(LABEL)) continue;
    const read = readWish(label.slice(LABEL.length));
    if (read.rest === "" && read.wish !== null) Object.assign(wish, { ...read.wish, ...wish });
  }
  return Object.keys(wish).length === 0 ? null : wish;
}

/** `[model opus]`, in the order of the keys. */
export const wishWords = (wish: Wish): string =>
  WISH_KEYS.flatMap((key) => (wish[key] === undefined ? [] : [`${key}:${wish[key]}`])).join(" ");

const isModel = (way: OwnChoice, model: string): boolean =>
  way.model === model || way.model.slice(way.model.lastIndexOf("/") + 1) === model;

/** The ways that a wish leaves: those of its tier first. One for a tier alone means that tier's routes, in their order. */
export function waysFor<W extends OwnChoice>(wish: Wish, of_tier: readonly W[], all: readonly W[]): W[] {
  if (wish.model === undefined && wish.cli === undefined && wish.provider === undefined) return [...of_tier];
  const fits = (way: W) =>
    (wish.cli ?? way.cli) === way.cli &&
    (wish.provider ?? way.provider) === way.provider &&
    (wish.model === undefined || isModel(way, wish.model));
  return [...of_tier, ...all].filter(fits);
}

/** The wish in the spelling of the scenario files, or the sentence that says why it cannot be. `own`: what agents and projects name. */
export function checkWish(
  wish: Wish,
  { scenarios }: ScenarioSet,
  own: readonly OwnChoice[],
): Result<Wish, string> {
  const known = [...scenarios.flatMap((one) => one.routes), ...own];
  const tiers = scenarios.map((one) => one.tier);
  const tier = wish.tier === undefined ? undefined : tierName(wish.tier.toLowerCase());
  if (tier !== undefined && !tiers.includes(tier)) return err(unknown("tier", wish.tier, tiers));
  const build = wish.model === undefined ? null : pinnedModel(wish.model);
  if (build !== null)
    return err(
      `\`model:${wish.model}\` pins one build (${build.stamp}), which its vendor will retire. Write \`model:${build.alias}\`.`,
    );
  if (wish.model !== undefined && !known.some((way) => isModel(way, wish.model ?? "")))
    return err(unknown("model", wish.model, [...new Set(known.map((way) => way.model))]));
  const provider = wish.provider?.toLowerCase();
  for (const [key, value] of [["cli", wish.cli] as const, ["provider", provider] as const]) {
    const names = [...new Set(known.map((way) => way[key]))];
    if (value !== undefined && !names.includes(value)) return err(unknown(key, value, names));
  }
  const checked: Wish = {
    ...wish,
    ...(tier === undefined ? {} : { tier }),
    ...(provider === undefined ? {} : { provider }),
  };
  if (waysFor(checked, known, []).length > 0) return ok(checked);
  const { model, ...looser } = checked;
  const others = [...new Set(waysFor(looser, known, []).map((way) => `\`${way.model}\``))];
  const instead =
    model === undefined || others.length === 0 ? "" : ` Without it there are ${others.join(", ")}.`;
  return err(`No way has \`${wishWords(checked)}\` together.${instead}`);
}

function unknown(key: Key, written: string | undefined, names: readonly string[]): string {
  const typed = (written ?? "").replaceAll("`", "'");
  // A model and a tier may be asked for by a part of their names.
  const short = names.map((name) => name.slice(name.lastIndexOf("/") + 1).replace(/_tier$/, ""));
  const near = nearest(typed, [...short, ...names]);
  const meant = near === null ? "" : ` Did you mean \`${key}:${near}\`?`;
  return `I know no ${key} \`${typed}\`.${meant} There are ${names.map((name) => `\`${name}\``).join(", ")}.`;
}
