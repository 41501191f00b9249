/** The value of an answer whose status and headers do not matter. */
import { ok, type Result } from "../core/result.ts";
import type { ForgeFailure } from "./failure.ts";
import type { Answer } from "./request.ts";

export const onlyValue = <T>(answer: Result<Answer<T>, ForgeFailure>): Result<T, ForgeFailure> =>
  answer.ok ? ok(answer.value.value) : answer;
