import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parseRemote } from "../../../src/cli/setup/surroundings.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { adf } from "../adf.ts";
import { Folder } from "./forges.ts";

let folders: Folder[] = [];
const fresh = (): Folder => {
  const folder = new Folder(null);
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders) folder.remove();
  folders = [];
});

/** Every file below a folder with its text and mode. */
const listing = (dir: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .map((path) => [
        path.slice(dir.length + 1),
        `${statSync(path).mode.toString(8)} ${readFileSync(path, "utf8")}`,
      ]),
  );

// Nothing listens there: what works here works with no forge reachable.
const FORGE = "http://127.0.0.1:9";
const setup = (folder: Folder, project: string, ...more: string[]) =>
  adf([
    "setup",
    "--project",
    project,
    "--repo",
    `ada/${project}`,
    "--forge",
    FORGE,
    "--out",
    folder.path,
    ...more,
  ]);

describe("adf setup without --apply", () => {
  it("shows the change of every file and the next command, and writes nothing", async () => {
    const folder = fresh();
    const { code, out, err } = await setup(folder, "tides", "--agents", "developer,reviewer,qa");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(listing(folder.path)).toEqual({});
    expect(out).toContain("+++ orchestrator.toml");
    expect(out).toContain('+repo = "ada/tides"');
    expect(out).toContain("+++ docs/setup-tides.md");
    expect(out).toMatch(/would write {2}\.adf\/secrets\.json/);
    expect(out.trimEnd().split("\n").at(-1)).toBe("next: the same command with --apply");
  });

  it("writes nothing over a factory that is there either, with --init and a clone", async () => {
    const folder = fresh();
    await setup(folder, "tides", "--apply");
    const clone = join(folder.path, "clone");
    mkdirSync(clone);
    writeFileSync(join(clone, "go.mod"), "module x\n");
    const before = listing(folder.path);
    const { code, out } = await setup(folder, "dunes", "--init", "--working-dir", clone);
    expect(code).toBe(0);
    expect(out).toContain("+- `go test ./...` (go.mod)");
    expect(listing(folder.path)).toEqual(before);
  });
});

describe("adf setup --apply", () => {
  it("writes a factory that loads, secrets that only their owner reads, and ends with the next command", async () => {
    const folder = fresh();
    const { code, out } = await setup(folder, "tides", "--apply");
    expect(code).toBe(0);
    const files = listing(folder.path);
    expect(Object.keys(files).sort()).toEqual([
      ".adf/.gitignore",
      ".adf/secrets.json",
      ".adf/setup-tides.json",
      "docs/setup-tides.md",
      "orchestrator.toml",
    ]);
    expect(loadConfig(readFileSync(join(folder.path, "orchestrator.toml"), "utf8")).ok).toBe(true);
    expect(files[".adf/secrets.json"]).toMatch(/^100600 /);
    for (const secret of Object.values(
      JSON.parse(readFileSync(join(folder.path, ".adf/secrets.json"), "utf8")),
    ))
      expect(out).not.toContain(secret);
    // The folder too: without it the command would begin another factory where it is typed.
    expect(out.trimEnd().split("\n").at(-1)).toBe(
      `next: npm run -s adf -- setup --project tides --repo ada/tides --out ${folder.path} --admin-token-file admin.token --apply` +
        `   (or by hand: ${folder.path}/docs/setup-tides.md)`,
    );
  });

  it("run twice changes nothing", async () => {
    const folder = fresh();
    await setup(folder, "tides", "--apply", "--working-dir", folder.path);
    const before = listing(folder.path);
    const again = await adf([
      "setup",
      "--project",
      "tides",
      "--repo",
      "ada/tides",
      "--out",
      folder.path,
      "--apply",
    ]);
    expect(again.code).toBe(0);
    expect(listing(folder.path)).toEqual(before);
  });

  it("adds a second project by one command and keeps what people wrote", async () => {
    const folder = fresh();
    await setup(folder, "tides", "--apply");
    const path = join(folder.path, "orchestrator.toml");
    const edited = readFileSync(path, "utf8").replace('mode = "observe"', 'mode = "auto" # since Monday');
    writeFileSync(path, edited);
    const { code, out } = await adf([
      "setup",
      "--project",
      "dunes",
      "--repo",
      "ada/dunes",
      "--out",
      folder.path,
      "--apply",
    ]);
    expect(code).toBe(0);
    expect(out).toContain('+name = "dunes"');
    const text = readFileSync(path, "utf8");
    expect(text).toContain('mode = "auto" # since Monday');
    const loaded = loadConfig(text);
    expect(loaded.ok && loaded.value.projects.map((one) => one.name)).toEqual(["tides", "dunes"]);
  });

  it("shows an edit by hand that it would replace, refuses, and replaces it with --force", async () => {
    const folder = fresh();
    await setup(folder, "tides", "--apply", "--cron-schedule", "0 3 * * *");
    const steps = join(folder.path, "docs/setup-tides.md");
    writeFileSync(steps, "my own notes\n");
    const before = listing(folder.path);
    const refused = await setup(folder, "tides", "--apply", "--cron-schedule", "0 4 * * *");
    expect(refused.code).toBe(2);
    expect(refused.out).toContain("-my own notes");
    expect(refused.err).toContain('schedule = "0 3 * * *"');
    expect(refused.err).toContain("docs/setup-tides.md was written or edited by hand");
    expect(refused.err).toContain("--force");
    expect(listing(folder.path)).toEqual(before);
    const shown = await setup(folder, "tides", "--cron-schedule", "0 4 * * *");
    expect(shown.out.trimEnd().split("\n").at(-1)).toBe("next: the same command with --apply --force");
    const forced = await setup(folder, "tides", "--apply", "--cron-schedule", "0 4 * * *", "--force");
    expect(forced.code).toBe(0);
    expect(readFileSync(join(folder.path, "orchestrator.toml"), "utf8")).toContain("0 4 * * *");
    expect(readFileSync(steps, "utf8")).toContain("# tides: from here");
  });

  it.each(["docs/a.md", "b.json", "orchestrator.toml"])(
    "killed before %s leaves each file old or new",
    (victim) => {
      const folder = fresh();
      const run = (kill: string, version: string) =>
        spawnSync(process.execPath, [
          resolve(import.meta.dirname, "killed-writer.ts"),
          folder.path,
          kill,
          version,
        ]);
      expect(run("", "old").status).toBe(0);
      expect(run(victim, "new").signal).toBe("SIGKILL");
      const order = ["docs/a.md", "b.json", "orchestrator.toml"];
      const versions = order.map(
        (path) => new Set(readFileSync(join(folder.path, path), "utf8").trimEnd().split("\n")),
      );
      versions.forEach((lines, i) => {
        expect([...lines]).toEqual([`${i < order.indexOf(victim) ? "new" : "old"} of ${order[i]}`]);
      });
      expect(run("", "new").status).toBe(0);
      expect(Object.keys(listing(folder.path)).sort()).toEqual(order.toSorted());
    },
  );

  it("killed at any moment is completed by the same command", async () => {
    const folder = fresh();
    const whole = await setup(folder, "tides", "--apply");
    expect(whole.code).toBe(0);
    for (const part of ["orchestrator.toml", "docs/setup-tides.md", ".adf/secrets.json"]) {
      // The manifest is written first, so a kill leaves it beside any beginning of the files.
      execFileSync("rm", [join(folder.path, part)]);
      expect((await setup(folder, "tides", "--apply")).code).toBe(0);
      expect(Object.keys(listing(folder.path))).toHaveLength(5);
    }
  });

  it("writes the summary into the clone where no token is there, with the command that offers it", async () => {
    const folder = fresh();
    const clone = join(folder.path, "clone");
    mkdirSync(clone);
    writeFileSync(join(clone, "Cargo.toml"), '[package]\nname = "x"\n');
    const { code, out } = await setup(folder, "tides", "--apply", "--init", "--working-dir", clone);
    expect(code).toBe(0);
    const text = readFileSync(join(clone, ".docs/summary.md"), "utf8");
    expect(text).toContain("`cargo test` (Cargo.toml)");
    expect(text).toContain("Not read: the forge did not show the issues");
    expect(out).toContain(`git -C ${clone} checkout -b adf/summary`);
    // The next run knows the clone.
    const again = await setup(folder, "tides", "--init");
    expect({ code: again.code, err: again.err }).toEqual({ code: 0, err: "" });
  });
});

describe("adf setup, asked wrongly", () => {
  it("without a terminal names the flags it lacks", async () => {
    const { code, err } = await adf(["setup", "--repo", "ada/tides", "--out", fresh().path]);
    expect(code).toBe(2);
    expect(err).toContain("setup needs --project <name>, --forge <url>");
    expect(err).toContain("next: npm run -s adf -- setup --project tides --repo ada/tides --forge");
  });

  it("takes the forge from the git remote of the clone", async () => {
    const folder = fresh();
    const clone = join(folder.path, "clone");
    execFileSync("git", ["init", "-q", clone]);
    execFileSync("git", ["-C", clone, "remote", "add", "origin", "https://me:pw@git.example/ada/tides.git"]);
    const args = [
      "setup",
      "--project",
      "tides",
      "--repo",
      "ada/tides",
      "--working-dir",
      clone,
      "--out",
      folder.path,
    ];
    const { code, out } = await adf(args);
    expect(code).toBe(0);
    expect(out).toContain('+url = "https://git.example"');
    expect(out).not.toContain("pw");
  });

  it("refuses a token file that others can read, and a forge that does not answer, with what to do", async () => {
    const folder = fresh();
    writeFileSync(folder.token_file, "abc", { mode: 0o644 });
    const open = await setup(folder, "tides", "--admin-token-file", folder.token_file);
    expect(open).toMatchObject({ code: 2 });
    expect(open.err).toContain(`chmod 600 ${folder.token_file}`);
    execFileSync("chmod", ["600", folder.token_file]);
    const down = await setup(folder, "tides", "--admin-token-file", folder.token_file);
    expect(down.code).toBe(3);
    expect(down.err).toContain("the forge did not answer");
  });

  it("tears nothing down without a manifest, nor on the forge without a token", async () => {
    const folder = fresh();
    const none = await adf(["teardown", "--project", "tides", "--out", folder.path, "--apply"]);
    expect(none.code).toBe(2);
    expect(none.err).toContain("only what it lists is ever removed");
    await setup(folder, "tides", "--apply");
    const before = listing(folder.path);
    const shown = await adf(["teardown", "--project", "tides", "--out", folder.path]);
    expect(shown.code).toBe(0);
    expect(listing(folder.path)).toEqual(before);
    const done = await adf(["teardown", "--project", "tides", "--out", folder.path, "--apply"]);
    expect(done.code).toBe(0);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

describe("a git remote", () => {
  it.each([
    ["https://git.example/ada/tides.git", "https://git.example", false],
    ["http://u:p@127.0.0.1:3000/sub/ada/tides", "http://127.0.0.1:3000/sub", false],
    ["git@git.example:ada/tides.git", "https://git.example", true],
    ["ssh://git@git.example:2222/ada/tides.git", "https://git.example", true],
  ])("%s is on %s", (url, forge, guessed) => {
    expect(parseRemote(url)).toEqual({ forge, repo: "ada/tides", guessed });
  });

  it.each(["/home/ada/tides", "file:///home/ada/tides", "nonsense", ""])("%j is none of a forge", (url) => {
    expect(parseRemote(url)).toBeNull();
  });
});
