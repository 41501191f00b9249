import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { agentClis, describeClis } from "../../../src/cli/setup/ask/agent-clis.ts";

it("finds the agent CLIs of a machine, their versions, and whether somebody is logged in to them", async () => {
  const home = mkdtempSync(join(tmpdir(), "adf-clis-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const put = (path: string, text: string) => {
    mkdirSync(join(home, path, ".."), { recursive: true });
    writeFileSync(join(home, path), text);
    chmodSync(join(home, path), 0o755);
  };
  for (const [name, says] of [
    ["claude", "2.1.330 (Claude Code)"],
    ["opencode", "1.18.33"],
    ["codex", "codex-cli 0.169.0"],
  ])
    put(`bin/${name}`, `#!/bin/sh\necho '${says}'\n`);
  put("bin/gemini", "#!/bin/sh\nexit 1\n");
  put(".claude/.credentials.json", '{"claudeAiOauth":{}}\n');
  // Logged out again: the file stays, and is empty.
  put(".local/share/opencode/auth.json", "{}\n");
  const env = { PATH: `${join(home, "bin")}:/bin:/usr/bin`, CODEX_API_KEY: "k" };
  const found = await agentClis(home, env);
  expect(found).toMatchObject([
    { name: "claude", version: "2.1.330", login: "~/.claude/.credentials.json" },
    { name: "opencode", version: "1.18.33", login: null, to_log_in: "opencode auth login" },
    { name: "codex", version: "0.169.0", login: "CODEX_API_KEY" },
    { name: "gemini", version: null },
  ]);
  expect(describeClis(found).split("\n")).toEqual([
    "claude 2.1.330: logged in (~/.claude/.credentials.json)",
    "opencode 1.18.33: no login found; to log in: opencode auth login",
    "codex 0.169.0: logged in (CODEX_API_KEY)",
    "gemini: is there, and does not start: gemini --version",
  ]);
  expect(await agentClis(home, { PATH: home })).toEqual([]);
});
