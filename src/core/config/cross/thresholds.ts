/** The levels of nightwatch rise. */
import type { Finding } from "../complaint.ts";
import { outOfOrder, type Pair } from "./order.ts";

const LEVELS = ["minor_drift", "moderate_drift", "severe_drift", "critical_drift"];

export const thresholdFindings = (tree: unknown): Finding[] =>
  outOfOrder(
    tree,
    LEVELS.slice(1).map(
      (level, i): Pair => ["nightwatch", LEVELS[i] ?? "", level, "one level would never be reached"],
    ),
  );
