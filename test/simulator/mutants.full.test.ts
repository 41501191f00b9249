/** The simulator itself is tested: each deliberate fault in the decisions must be caught by it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { MUTANTS } from "../support/simulator/mutants.ts";

/** Behind the short lives, with which `npm test` begins. */
const LIVES = ["2001", "3000"];
const MAIN = "test/support/simulator/main.ts";
const HOOK = "./test/support/simulator/mutate.ts";

async function run(mutant: number | null): Promise<{ code: number; said: string }> {
  const env = { ...process.env, ADF_MUTANT: mutant === null ? "" : String(mutant) };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", HOOK, MAIN, ...LIVES], {
      env,
    });
    return { code: 0, said: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, said: stderr };
  }
}

it("finds nothing wrong while nothing is", { timeout: 600_000 }, async () => {
  expect(await run(null)).toMatchObject({ code: 0 });
});

it.concurrent.each(MUTANTS.map(({ name }, at) => ({ name, at })))(
  "notices that $name",
  { timeout: 600_000 },
  async ({ at }) => {
    const { code, said } = await run(at);
    expect(code, said).toBe(1);
    expect(said).toContain("breaks a rule");
  },
);
