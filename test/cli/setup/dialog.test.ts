import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { CliError } from "../../../src/cli/cli-error.ts";
import { EXIT } from "../../../src/cli/exit-codes.ts";
import { askAndRun } from "../../../src/cli/setup/ask/ask-and-run.ts";
import { terminalOn } from "../../../src/cli/setup/ask/terminal.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { setupClient } from "../../../src/forge/setup-client.ts";
import { embedded, type TestForge } from "./forges.ts";
import { CLEAR, CTRL_C, DOWN, ENTER, person, SPACE } from "./person.ts";

let forge: TestForge;
let repo: string;
beforeAll(async () => {
  forge = await embedded();
  repo = await forge.makeRepo();
  await forge.makeRepo();
});
afterAll(() => forge?.close());

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "adf-dialog-"));
  const said = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => {
    said.mockRestore();
    rmSync(out, { recursive: true, force: true });
  });
});

/** Every question with what a person answers who takes what is suggested, but where the test says otherwise. */
const typed = (): [RegExp, string][] => [
  [/Address of the forge/, `${CLEAR}${forge.url}${ENTER}`],
  [/An access token of/, forge.admin_token + ENTER],
  [/Which repository\?/, ENTER],
  [/What do people call the project\?/, `${CLEAR}digital-twins${ENTER}`],
  [/Its agents/, ENTER],
  [/A model that chooses/, ENTER],
  [/Whose issues and mentions/, ENTER],
  [/When does the coordinator/, ENTER],
  [/In which time zone/, `${CLEAR}UTC${ENTER}`],
  [/A clone of it/, CLEAR + ENTER],
  [/Do this now\?/, ENTER],
];
const at = (script: [RegExp, string][], question: RegExp): number =>
  script.findIndex(([asked]) => asked.source === question.source);

function expectNoToken(dir: string, screen: string, token: string): void {
  expect(screen).not.toContain(token);
  for (const one of readdirSync(dir, { recursive: true, withFileTypes: true }))
    if (one.isFile()) expect(readFileSync(join(one.parentPath, one.name), "utf8")).not.toContain(token);
}

describe("adf setup on a terminal", () => {
  it("takes what it suggested where a person's Enter came before the question, and nothing where that is an answer", async () => {
    const terminal = terminalOn(
      person([
        [/Address/, CLEAR + ENTER],
        [/A clone/, CLEAR + ENTER],
      ]).streams,
    );
    const wrong = (value: string) => (value === "" ? "not an address" : undefined);
    expect(await terminal.text("Address of the forge", "http://forge.test", wrong)).toBe("http://forge.test");
    expect(await terminal.text("A clone of it", "~/projects/x")).toBe("");
  });

  it("asks from the forge to the yes, chooses from what the forge has, and leaves a factory that loads", async () => {
    const script = typed();
    script[1] = [/An access token of/, forge.owner.token + ENTER];
    // One is found by typing a part of its name, of the two that the forge listed; and one more person is heard.
    script[at(script, /Which repository\?/)] = [/Which repository\?/, repo.slice(-2) + ENTER];
    script[at(script, /Whose issues and mentions/)] = [/Whose issues and mentions/, DOWN + SPACE + ENTER];
    const { streams, screen } = person(script);
    const report = await askAndRun({ out }, terminalOn(streams));
    expect(screen()).toContain("Agent CLIs on this machine");
    const text = readFileSync(join(out, "orchestrator.toml"), "utf8");
    expect(loadConfig(text)).toMatchObject({
      ok: true,
      value: {
        gitea: { url: forge.url, trusted: ["ada", "root-admin"] },
        projects: [{ name: "digital-twins", repo, mode: "observe", schedule: "0 1-9 * * *" }],
      },
    });
    // What was not chosen otherwise is not written.
    expect(text).not.toMatch(/timezone|schedule|review_gate/);
    // It is nobody's who could make accounts: said, and left to the person.
    expect(screen()).toContain("ada is no site administrator");
    expect(report).toMatchObject({ applied: true, forge: [] });
    expect(report.next).toContain("--admin-token-file admin.token");
    expectNoToken(out, screen(), forge.owner.token);
  });

  it.runIf(process.env.ADF_FULL)(
    "with an administrator's token prepares the forge too, and keeps the token nowhere",
    async () => {
      const { streams, screen } = person(typed());
      const report = await askAndRun({ out }, terminalOn(streams));
      expect(report.forge.filter((one) => one.state === "made").length).toBeGreaterThan(5);
      const owner = setupClient({ url: forge.url, token: forge.owner.token });
      expect((await owner.user("adf-reviewer")).ok).toBe(true);
      expectNoToken(out, screen(), forge.admin_token);
    },
  );

  it("asks again for a token that the forge does not know, with the forge's reason", async () => {
    const script = typed().slice(0, 2);
    script.splice(1, 0, [/An access token of/, `wrong${ENTER}`]);
    script.push([/Which repository\?/, CTRL_C]);
    const { streams, screen } = person(script);
    await expect(askAndRun({ out }, terminalOn(streams))).rejects.toThrow("stopped");
    expect(screen()).toMatch(
      /The forge does not know this token: GET \/user: .*invalid username, password or token/,
    );
    expect(screen().match(/An access token of/g)?.length).toBeGreaterThan(1);
  });

  it("says at once what an answer may not be, in the words of the schema, and takes the next one", async () => {
    const script = typed();
    script[4] = [/Its agents/, `${CLEAR}developer,qa${ENTER}`];
    script.splice(5, 0, [/none of the agents developer, qa/, `,reviewer${ENTER}`]);
    script[at(script, /Do this now\?/)] = [/Do this now\?/, `n`];
    const { streams } = person(script);
    expect((await askAndRun({ out }, terminalOn(streams))).applied).toBe(false);
    expect(readdirSync(out)).toEqual([]);
  });

  it("leaves nothing behind when Ctrl-C is pressed, at the first question, in the middle and at the last", async () => {
    for (const stop of [0, 2, typed().length - 1]) {
      const script = typed().slice(0, stop + 1);
      const last = script[stop];
      if (last !== undefined) last[1] = CTRL_C;
      const { streams, screen } = person(script);
      const ended = await askAndRun({ out }, terminalOn(streams)).catch((error: unknown) => error);
      expect(ended).toBeInstanceOf(CliError);
      expect((ended as CliError).code).toBe(EXIT.interrupted);
      expect(screen()).toContain("Nothing was written.");
      expect(readdirSync(out)).toEqual([]);
    }
  });
});
