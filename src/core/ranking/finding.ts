/** What the ranking noticed and a person should know. Nothing here stops the ranking. */
import type { IssueRef } from "./graph.ts";

export interface Finding {
  readonly kind: "cycle" | "self_dependency" | "unlisted_issue" | "held";
  readonly issues: readonly IssueRef[];
  readonly message: string;
}

export function cycleFinding(issues: readonly IssueRef[]): Finding {
  const message = `${issues.map(name).join(", ")} wait for one another, so none of them can begin; remove one of the dependencies`;
  return { kind: "cycle", issues, message };
}

export function selfFinding(issue: IssueRef): Finding {
  const message = `${name(issue)} is said to block itself; the dependency is ignored, remove it`;
  return { kind: "self_dependency", issues: [issue], message };
}

export function externalFinding(issue: IssueRef): Finding {
  const message = `${name(issue)} is not among the issues given; it is taken as open`;
  return { kind: "unlisted_issue", issues: [issue], message };
}

export function heldFinding(issue: number, by: string): Finding {
  return { kind: "held", issues: [issue], message: `${name(issue)} is held by ${by}` };
}

export const name = (issue: IssueRef): string => (typeof issue === "number" ? `#${issue}` : issue);
