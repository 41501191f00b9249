import { afterEach, describe, expect, it } from "vitest";
import { adf } from "../adf.ts";
import { type ScriptedWorker, STATE, scriptedWorker } from "../skew/old-and-new.ts";

let worker: ScriptedWorker | undefined;
afterEach(() => worker?.close());

describe("a project that there is not", () => {
  it.each([
    [["pause"], "pause --project tides"],
    [["drain", "--agent", "developer"], "drain --agent developer --project tides"],
    [["cancel", "#5"], "cancel 5 --project tides"],
  ])("is named with those that there are, and nothing is said to the factory: %j", async (words, next) => {
    worker = await scriptedWorker({ "/state": STATE });
    const asked = [...words, "--project", "tide", "--url", worker.url];
    const { code, out, err } = await adf(asked, "", { ADF_ADMIN_TOKEN: "t" });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain('adf: there is no project "tide"\n');
    expect(err).toContain(`next: npm run -s adf -- ${next}\n`);
    expect(worker.asked.filter((one) => !one.startsWith("GET "))).toEqual([]);
  });
});
