/**
 * The forge, as one object: every method answers a `Result` with the product's own types or a `ForgeFailure`,
 * and makes no more requests than its comment says or a list needs. It holds no state, retries nothing and keeps
 * no clock; when to call again is for the caller to decide. Runs in workerd and in Node.
 */
import { accountCalls } from "./account.ts";
import { actionCalls } from "./actions.ts";
import { contentCalls } from "./contents.ts";
import { historyCalls } from "./history.ts";
import { hookCalls } from "./hooks.ts";
import { issueCalls } from "./issues.ts";
import { labelCalls } from "./labels.ts";
import { pullCalls } from "./pulls.ts";
import { repositoryCalls } from "./repository.ts";
import { type Connection, sender } from "./request.ts";
import { reviewCalls } from "./reviews.ts";

export function forgeClient(connection: Connection) {
  const send = sender(connection);
  return {
    ...accountCalls(send),
    ...repositoryCalls(send),
    ...historyCalls(send),
    ...issueCalls(send),
    ...labelCalls(send),
    ...pullCalls(send),
    ...reviewCalls(send),
    ...hookCalls(send),
    ...actionCalls(send),
    fileText: contentCalls(send).fileText,
  };
}

export type ForgeClient = ReturnType<typeof forgeClient>;
export type { FailureReason, ForgeFailure } from "./failure.ts";
export { isTransient } from "./failure.ts";
export type { Connection } from "./request.ts";
