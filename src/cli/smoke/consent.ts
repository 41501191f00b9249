/** In the mode `approve`: a person's yes to what the smoke issue needs, and to nothing else that waits. */
import { confirm, isCancel } from "@clack/prompts";
import type { ApprovalView } from "../../contract/approval.ts";
import type { Address } from "../factory-address.ts";
import { readApprovals, send } from "../mode/ask-approvals.ts";

/** Whether this may be written. */
export type Consent = (wanted: ApprovalView) => Promise<boolean>;

export const consentAtTerminal: Consent = async (wanted) => {
  const text = wanted.text === "" ? "" : `\n${wanted.text}`;
  const said = await confirm({ message: `May ${wanted.account} ${wanted.what}?${text}`, initialValue: true });
  return !isCancel(said) && said;
};

export interface Asking {
  readonly address: Address;
  readonly project: string;
  readonly consent: Consent;
  /** Who says yes, for the record. */
  readonly by: string;
}

/** Answers what waits for this issue now. The first thing that was denied ends it; null when nothing was. */
export async function answerFor(
  { address, project, consent, by }: Asking,
  issue: number,
): Promise<ApprovalView | null> {
  for (const wanted of await readApprovals(address, [project])) {
    if (wanted.issue !== issue || wanted.behind !== null) continue;
    const yes = await consent(wanted);
    const ids = [wanted.id];
    await send(address, [{ project, approve: yes ? ids : [], deny: yes ? [] : ids }], by);
    if (!yes) return wanted;
  }
  return null;
}
