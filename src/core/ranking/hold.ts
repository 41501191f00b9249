/** Labels by which a person keeps an issue from the factory. */
const HOLD_LABELS: ReadonlySet<string> = new Set(["held", "hold", "on-hold", "adf/held", "needs-human"]);

/** The label that holds an issue, or null. */
export function holdingLabel(labels: readonly string[]): string | null {
  const found = labels.find((label) => HOLD_LABELS.has(label.toLowerCase()));
  return found === undefined ? null : `the label ${found}`;
}
