/** What a person says to a project, or to all of them. */
import type { ControlRequest } from "../../contract/control.ts";

export type Said = Pick<ControlRequest, "verb" | "target" | "by" | "why">;
