/** The ten, in the order of the field report. */
import type { Incident } from "../incident.ts";
import { BUSY_LOOP } from "./busy-loop.ts";
import { EMPTY_MENTION } from "./empty-mention.ts";
import { MISSING_SECTIONS } from "./missing-sections.ts";
import { PINNED_MODEL } from "./pinned-model.ts";
import { ROUTE_WINS } from "./route-wins.ts";
import { STALE_BUILD } from "./stale-build.ts";
import { UNEXPANDED } from "./unexpanded.ts";
import { UNKNOWN_MAPPING } from "./unknown-mapping.ts";
import { WRONG_TIER } from "./wrong-tier.ts";
import { WRONG_TYPE } from "./wrong-type.ts";

export const INCIDENTS: readonly Incident[] = [
  STALE_BUILD,
  BUSY_LOOP,
  ROUTE_WINS,
  PINNED_MODEL,
  WRONG_TIER,
  MISSING_SECTIONS,
  UNEXPANDED,
  UNKNOWN_MAPPING,
  WRONG_TYPE,
  EMPTY_MENTION,
];
