/**
 * The verdict on a configuration: the one function that decides whether it is accepted, for the Worker and for `adf check`
 * alike. What it returns is raw; sentences with places are made by `check.ts`.
 */
import { parse, TomlError } from "smol-toml";
import type * as z from "zod";
import { OrchestratorConfig } from "../../contract/config.ts";
import { err, ok, type Result } from "../result.ts";
import type { Finding } from "./complaint.ts";
import { crossFindings } from "./cross/cross-check.ts";
import { type Translated, translate } from "./predecessor/translate.ts";
import { findSecrets, type Refused } from "./secrets.ts";

export interface Judged {
  /** In our words, and what was done to get there. */
  readonly translated: Translated;
  readonly secrets: readonly Refused[];
  readonly issues: readonly z.core.$ZodIssue[];
  /** What one key cannot know of another. All of them are errors. */
  readonly findings: readonly Finding[];
  /** Null when anything above refuses it. */
  readonly config: OrchestratorConfig | null;
}

export function judge(text: string): Result<Judged, TomlError> {
  let written: unknown;
  try {
    written = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return err(error);
  }
  const secrets = findSecrets(written);
  const translated = translate(written);
  const parsed = OrchestratorConfig.safeParse(translated.tree);
  const findings = crossFindings(translated.tree);
  const accepted = parsed.success && secrets.length === 0 && findings.length === 0;
  return ok({
    translated,
    secrets,
    issues: parsed.error?.issues ?? [],
    findings,
    config: accepted ? parsed.data : null,
  });
}
