/** A setup that is killed in the middle of the forge: the next one completes it, and teardown finds everything. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedForge, startForge } from "../../../src/local/forge/server.ts";
import { adf } from "../adf.ts";
import { Folder } from "./forges.ts";

const PROGRAM = resolve(import.meta.dirname, "../../../src/cli/adf.ts");
const MADE = [
  "POST /admin/users",
  "POST /users/:login/tokens",
  "POST /repos/:owner/:repo/branch_protections",
  "POST /repos/:owner/:repo/hooks",
];

describe("a setup that is killed", { timeout: 60_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), "adf-setup-killed-"));
  let forge: EmbeddedForge;
  let count = 0;
  beforeAll(async () => {
    forge = await startForge({ dir });
    forge.admin.createAccount({ login: "root-admin", is_admin: true });
    forge.admin.createAccount({ login: "ada" });
  });
  afterAll(async () => {
    await forge?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it.each(MADE)("at the answer to %s is completed by the next, and taken away whole", async (route) => {
    const name = `r-${++count}`;
    await forge.admin.createRepo({ owner: "ada", name });
    const admin_token = forge.admin.createToken("root-admin", ["all"]);
    const folder = new Folder({ admin_token });
    const where = ["--admin-token-file", folder.token_file, "--out", folder.path, "--apply", "--json"];
    const args = [
      "setup",
      "--project",
      "tides",
      "--repo",
      `ada/${name}`,
      "--forge",
      forge.url,
      "--worker",
      "http://127.0.0.1:9",
      ...where,
    ];
    try {
      forge.admin.resetRequests();
      const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: "ignore" });
      const ended = once(child, "close");
      while ((forge.admin.requests()[route] ?? 0) === 0 && child.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 2));
      child.kill("SIGKILL");
      await ended;
      const next = await adf(args);
      expect({ code: next.code, err: next.err }).toEqual({ code: 0, err: "" });
      const tokens = JSON.parse(readFileSync(join(folder.path, ".adf/tokens.json"), "utf8"));
      expect(Object.keys(tokens).sort()).toEqual(["coordinator", "developer", "qa", "reviewer"]);
      const down = await adf(["teardown", "--project", "tides", ...where]);
      expect({ code: down.code, err: down.err }).toEqual({ code: 0, err: "" });
      const states = new Set(JSON.parse(down.out).forge.map((one: { state: string }) => one.state));
      expect(states).toEqual(new Set(["removed"]));
      const left = await fetch(`${forge.url}/api/v1/repos/ada/${name}/labels`);
      expect(await left.json()).toEqual([]);
      const bot = await fetch(`${forge.url}/api/v1/users/adf-coordinator`);
      expect(bot.status).toBe(404);
    } finally {
      folder.remove();
    }
  });
});
