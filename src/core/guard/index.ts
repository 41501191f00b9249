/** The Dangerous Commands Guard. Everything outside this folder uses it through these names. */
export type { GuardContext, GuardDecision, RuleClass, Verdict } from "./decision.ts";
export { judge } from "./judge.ts";
export { type OwnerPolicy, ownerPolicy } from "./owner-policy.ts";
export type { AddedRule, GuardPolicy, NarrowException } from "./policy.ts";
