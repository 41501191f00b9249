/**
 * The one suite that says what a forge is to this product: every fact it relies on, and the quirks its client is
 * written around. It runs against the embedded forge and, where one is offered, against a real Gitea; what the
 * two disagree on is a defect of the embedded one. A real Forgejo may differ where a fact names it.
 */
import { afterAll, beforeAll, describe } from "vitest";
import { accountFacts } from "./account-facts.ts";
import { gitFacts } from "./git-facts.ts";
import { hookFacts } from "./hook-facts.ts";
import { issueFacts } from "./issue-facts.ts";
import { mergeFacts } from "./merge-facts.ts";
import { pullFacts } from "./pull-facts.ts";
import { setupFacts } from "./setup-facts.ts";
import type { Subject } from "./subject.ts";

export function forgeConformance(name: string, setup: () => Promise<Subject>): void {
  // A real forge checks for conflicts and delivers in its own time, and may share its machine with much else.
  describe(name, { timeout: 60_000 }, () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await setup();
    });
    afterAll(() => subject?.close());
    const at = () => subject;

    accountFacts(at);
    issueFacts(at);
    pullFacts(at);
    mergeFacts(at);
    hookFacts(at);
    gitFacts(at);
    setupFacts(at);
  });
}
