/** Remembers which model wrote what the gates judged, and tells people when an alias moved and less of its work passes since. */
import { gatesFell } from "../comment/nightwatch.ts";
import { afterRecovery, gateFall, JUDGEMENTS_KEPT, type Judgement } from "../nightwatch/gate-pass.ts";
import type { WorkItem } from "../work/work-item.ts";
import { clear, raise } from "./alerts.ts";
import type { Draft } from "./draft.ts";

const PREFIX = "gates:";

/** Every gate has judged a head. What no model wrote, or nobody knows which, says nothing. */
export function noteJudged(draft: Draft, { wrote }: WorkItem, passed: boolean): void {
  if (wrote === undefined) return;
  const { watch } = draft.meta;
  const key = `${wrote.agent} ${wrote.cli} ${wrote.model}`;
  const judged: Judgement = { answered: wrote.answered, passed };
  keep(draft, key, [...(watch.gates?.[key] ?? []), judged].slice(-JUDGEMENTS_KEPT));
}

function keep(draft: Draft, key: string, history: readonly Judgement[]): void {
  const { watch } = draft.meta;
  draft.setMeta({ watch: { ...watch, gates: { ...watch.gates, [key]: history } } });
}

export function watchGates(draft: Draft): void {
  const { gates = {} } = draft.meta.watch;
  for (const [key, history] of Object.entries(gates)) {
    const [agent = "", ...way] = key.split(" ");
    const alert = `${PREFIX}${key}`;
    const told = draft.meta.alerts[alert] !== undefined;
    const fall = gateFall(history, told);
    if (fall === null && told) {
      clear(draft, alert, "Its changes pass the gates as often as before, or yet another model answers.");
      keep(draft, key, afterRecovery(history));
    }
    if (fall === null || told) continue;
    raise(draft, {
      key: alert,
      title: `Since another model answers, less of ${agent}'s work passes the gates`,
      body: gatesFell({ agent, way: way.join(" → "), ...fall }),
    });
  }
}

/** Nobody watches any more. */
export function forgetGates(draft: Draft): void {
  for (const key of Object.keys(draft.meta.alerts))
    if (key.startsWith(PREFIX)) clear(draft, key, "Nightwatch is off.");
}
