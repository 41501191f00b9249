import { describe, expect, it } from "vitest";
import { judge } from "../../../src/core/guard/index.ts";
import { corpus, place } from "./corpus.ts";

const all = corpus();
const context = place();

describe("the labelled commands", () => {
  it("that harm are all refused, and the others all let through", () => {
    const wrong = all.flatMap(({ file, line, label, command }) => {
      const { decision, rule } = judge(command, context);
      return decision === label ? [] : [`${file}:${line} is ${decision} by ${rule}: ${command}`];
    });
    expect(wrong).toEqual([]);
  });
});
