import { expect, it } from "vitest";
import { CliError, formatTrouble } from "../../../src/cli/cli-error.ts";
import { runnerCalled } from "../../../src/cli/runner/revoke.ts";
import { adf } from "../adf.ts";
import { STATE, scriptedWorker } from "../skew/old-and-new.ts";

const refused = (name: string): unknown => {
  try {
    return runnerCalled(name, STATE.runners);
  } catch (error) {
    return error instanceof CliError ? formatTrouble(error.trouble) : error;
  }
};

it("adf runner revoke says what happens to the work, and what to do on the machine", async () => {
  const worker = await scriptedWorker({ "/state": STATE, "/runners/r-1/revoke": { revoked: "r-1" } });
  const { code, out } = await adf(["runner", "revoke", "laptop", "--url", worker.url], "", {
    ADF_ADMIN_TOKEN: "t",
  }).finally(() => worker.close());
  expect(code).toBe(0);
  expect(worker.asked).toEqual(["GET /api/v1/state", "POST /api/v1/runners/r-1/revoke"]);
  expect(out).toContain("Revoked laptop (r-1), which was connected.");
  expect(out).toContain("given to another runner when the lease has run out");
  expect(out).toContain("npm run -s adf -- runner uninstall");
});

it("a runner is found by its name or its id", () => {
  for (const name of ["laptop", "r-1"]) expect(runnerCalled(name, STATE.runners).id).toBe("r-1");
});

it("of a name that two have neither is meant, and they are told apart", () => {
  expect(refused("build-box")).toContain("2 runners are called build-box");
  expect(refused("build-box")).toContain("r-2, last seen 86400 s ago");
  expect(refused("build-box")).toContain("next: npm run -s adf -- runner revoke r-2");
});

it("of a name that nobody has the nearest is offered", () => {
  expect(refused("lap-top")).toContain("there is no runner lap-top");
  expect(refused("lap-top")).toContain("next: npm run -s adf -- runner revoke laptop");
});
