/** The prompt templates that come with adf, bundled. */
import type { PromptFile } from "../core/prompt/prompt-set.ts";
import compoundArchitecture from "../core/prompt/templates/compound-architecture.md";
import compoundDesign from "../core/prompt/templates/compound-design.md";
import compoundDomain from "../core/prompt/templates/compound-domain.md";
import compoundPerformance from "../core/prompt/templates/compound-performance.md";
import compoundQuality from "../core/prompt/templates/compound-quality.md";
import compoundSecurity from "../core/prompt/templates/compound-security.md";
import coordinator from "../core/prompt/templates/coordinator.md";
import developer from "../core/prompt/templates/developer.md";
import mandatory from "../core/prompt/templates/mandatory.md";
import qa from "../core/prompt/templates/qa.md";
import reviewer from "../core/prompt/templates/reviewer.md";

const TEXTS: Readonly<Record<string, string>> = {
  coordinator,
  developer,
  reviewer,
  qa,
  mandatory,
  "compound-architecture": compoundArchitecture,
  "compound-design": compoundDesign,
  "compound-domain": compoundDomain,
  "compound-performance": compoundPerformance,
  "compound-quality": compoundQuality,
  "compound-security": compoundSecurity,
};

export const PROMPT_FILES: readonly PromptFile[] = Object.entries(TEXTS).map(([name, text]) => ({
  path: `src/core/prompt/templates/${name}.md`,
  text,
}));
