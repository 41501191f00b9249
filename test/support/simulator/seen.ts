/** What the simulated forge and whoever watches it see in what stands there. */
import type { IssueSnapshot } from "../../../src/core/event/event.ts";
import { APPROVED_LABEL } from "../../../src/core/policy/approved.ts";
import { type Check, isOurs } from "../../../src/core/review/checks.ts";

/** What keeps a merge back: the target branch is protected, and asks for what our gates say. */
export const isRedGate = ({ context, state }: Check): boolean => isOurs(context) && state === "failure";
export const bears = ({ labels }: IssueSnapshot): boolean => labels.includes(APPROVED_LABEL);
export const textOf = ({ title, body }: IssueSnapshot): string => `${title}\n${body}`;
