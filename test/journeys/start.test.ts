import { describe, expect, it } from "vitest";
import { nothingLeft } from "../support/journey/cli.ts";
import { useStarts } from "../support/journey/starts.ts";

describe("adf start, on a folder of its own", () => {
  const on = useStarts();

  it("refuses a second start on the same folder with a sentence, and Ctrl-C leaves nothing running", async () => {
    const first = on.start();
    await first.said(/running\s+developer/);
    const second = on.start();
    expect((await second.ended).code).toBe(4);
    expect(second.output()).toContain("Another factory is running with the state in");
    expect(second.output()).toContain("--state another-folder");
    first.child.kill("SIGINT");
    expect(await first.ended).toEqual({ code: 0, signal: null });
    await nothingLeft(first.mark, second.mark, on.dir);
  }, 90_000);
});
