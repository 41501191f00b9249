/** What the branch's protection asks for. */
import { account, LOCAL } from "../facts.ts";
import type { Case } from "./case.ts";

export const PROTECTION: readonly Case[] = [
  [
    "a branch without protection",
    "protection/tides",
    { from_worker: { branch: { name: "main", protected: false, contexts: [], approvals: 0 } } },
    "fix",
    /main is not protected/,
    /POST .*branch_protections .*"rule_name":"main"/,
  ],
  [
    "a branch without protection on the sample's forge",
    "protection/tides",
    { place: LOCAL, from_worker: { branch: { name: "main", protected: false, contexts: [], approvals: 0 } } },
    "ok",
    /nobody but you/,
    null,
  ],
  [
    "a protection that asks for nothing",
    "protection/tides",
    { from_worker: { branch: { name: "main", protected: true, contexts: [], approvals: 0 } } },
    "fix",
    /does not require the status adf\/review and 1 approval/,
    /PATCH .*branch_protections\/main/,
  ],
  [
    "a protection that one account can meet",
    "protection/tides",
    {
      ...account({ login: "adf-developer" }),
      from_worker: {
        ...account({ login: "adf-developer" }).from_worker,
        branch: { name: "main", protected: true, contexts: ["adf/review"], approvals: 0 },
      },
    },
    "ok",
    /requires the status adf\/review$/,
    null,
  ],
  [
    "a protection that asks for every gate instead of their round",
    "protection/tides",
    {
      project: { gate_contexts: ["adf/reviewer", "adf/qa"] },
      from_worker: {
        branch: { name: "main", protected: true, contexts: ["adf/reviewer", "adf/q*"], approvals: 1 },
      },
    },
    "ok",
    /requires the status adf\/reviewer, adf\/qa, 1 approval$/,
    null,
  ],
  [
    "a protection that asks for one gate of two",
    "protection/tides",
    {
      project: { gate_contexts: ["adf/reviewer", "adf/qa"] },
      from_worker: { branch: { name: "main", protected: true, contexts: ["adf/reviewer"], approvals: 1 } },
    },
    "fix",
    /does not require the status adf\/review$/,
    /"status_check_contexts":\["adf\/review","adf\/reviewer"\]/,
  ],
  [
    "a protection that asks for a gate that is none any more",
    "protection/tides",
    {
      from_worker: {
        branch: { name: "main", protected: true, contexts: ["adf/review", "adf/security"], approvals: 1 },
      },
    },
    "fix",
    /requires adf\/security, which no gate of tides sets: nothing can be merged/,
    /PATCH .*"status_check_contexts":\["adf\/review"\]/,
  ],
  [
    "a protection that asks for checks of others",
    "protection/tides",
    {
      from_worker: {
        branch: { name: "main", protected: true, contexts: ["adf/*", "ci/build"], approvals: 1 },
      },
    },
    "ok",
    /and ci\/build: with ci among its gates, a red one goes back to the developer/,
    null,
  ],
];
