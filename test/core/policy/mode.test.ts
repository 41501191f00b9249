import { describe, expect, it } from "vitest";
import { Mode } from "../../../src/contract/config.ts";
import type { Effect, EffectState } from "../../../src/core/effect/effect.ts";
import { written } from "../../../src/core/effect/written.ts";
import { mayWrite } from "../../../src/core/policy/mode.ts";
import { sha } from "../../support/core/scene.ts";

const effect = (state: EffectState, approved_by?: string): Effect => ({
  id: "e1",
  seq: 1,
  item: null,
  action: { kind: "close_issue", account: "coordinator", issue: 1 },
  state,
  attempts: 0,
  not_before: 0,
  error: null,
  result: null,
  created_at: 0,
  ...(approved_by === undefined ? {} : { approved_by }),
});

describe("what may leave the outbox", () => {
  it("is nothing in observe, what a person allowed in approve, and what waits for the forge in auto", () => {
    const states: EffectState[] = ["proposed", "pending", "applying", "done", "dead"];
    const may = Mode.options.map((mode) => [
      mode,
      states.filter((s) => mayWrite(mode, effect(s))),
      states.filter((s) => mayWrite(mode, effect(s, "ada"))),
    ]);
    expect(may).toEqual([
      ["observe", [], []],
      ["approve", [], ["pending", "applying"]],
      ["auto", ["pending", "applying"], ["pending", "applying"]],
    ]);
  });
});

describe("what a person is shown of a write", () => {
  const by = { account: "developer" } as const;
  it.each([
    [{ ...by, kind: "comment", issue: 5, body: "Hello.", root: "r", hop: 0 }, "comment on #5", "Hello."],
    [
      { ...by, kind: "open_pull", branch: "adf/5-w1", base: "main", title: "Fix it", body: "For #5." },
      "open a pull request from adf/5-w1 into main",
      "Fix it\n\nFor #5.",
    ],
    [
      { ...by, kind: "status", sha: sha(7), state: "success", context: "adf/review", description: "Good." },
      `set the status adf/review of ${sha(7)} to success`,
      "Good.",
    ],
    [
      { ...by, kind: "review", pull_request: 6, sha: sha(7), event: "APPROVED", body: "Good." },
      `review pull request #6 at ${sha(7)}: APPROVED`,
      "Good.",
    ],
    [
      {
        ...by,
        kind: "merge",
        pull_request: 6,
        sha: sha(7),
        base: "main",
        title: "Merge",
        message: "For #5.",
      },
      `merge pull request #6 at ${sha(7)} into main`,
      "Merge\n\nFor #5.",
    ],
    [{ ...by, kind: "close_issue", issue: 5 }, "close issue #5", ""],
    [{ ...by, kind: "create_issue", title: "More", body: "Found." }, "open a new issue", "More\n\nFound."],
    [{ ...by, kind: "add_labels", issue: 5, labels: ["bug", "ui"] }, "label #5", "bug, ui"],
    [{ ...by, kind: "delete_comment", comment: 9 }, "delete the factory's own comment 9", ""],
  ] as const)("%o is told whole", (action, what, text) => {
    expect(written(action)).toEqual({ what, text });
  });
});
