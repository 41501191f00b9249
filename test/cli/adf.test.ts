import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { main } from "../../src/cli/main.ts";
import { expectSilence, song } from "../support/canary.ts";
import { adf, PROGRAM } from "./adf.ts";

describe("adf", () => {
  it("lists every command with --help, with examples and exit codes", async () => {
    const { code, out, err } = await adf(["--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const { name } of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    expect(out).toContain("Examples:");
    expect(out).toContain("Exit status:");
  });

  // In this process: a new one for each would spend its time on starting.
  it.each(COMMANDS.map(({ name }) => name))("shows examples with %s --help", async (name) => {
    let out = "";
    const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      out += text;
      return true;
    });
    const code = await main([name, "--help"]).finally(() => write.mockRestore());
    expect(code).toBe(0);
    expect(out).toContain(`Usage: adf ${name} `);
    expect(out).toMatch(/^Examples:\n {2}\$ /m);
  });

  it("has one file for each command", () => {
    const files = readdirSync(resolve(import.meta.dirname, "../../src/cli/commands")).map((file) =>
      file.replace(/\.ts$/, ""),
    );
    expect(files.sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });

  it("answers an unknown command with status 2, the nearest one and what to do next", async () => {
    const { code, out, err } = await adf(["rout"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("unknown command 'rout'");
    expect(err).toContain("Did you mean route?");
    expect(err).toContain("next:");
  });

  it("answers what a flag would have named with that flag", async () => {
    expect((await adf(["pause", "agent", "developer"])).err).toContain("adf -- pause --agent developer\n");
  });

  it.each([
    [["runner", "register"], "runner register --help"],
    [["quickwit", "check"], "quickwit check --help"],
    [["explain"], "explain --help"],
    [["--nope"], "--help"],
  ])("names the help that has the options of %j", async (args, help) => {
    expect((await adf(args)).err).toContain(`next: "npm run -s adf -- ${help}" shows`);
  });

  it.each([
    ["start", "--state", ""],
    ["start", "--fresh", "--state="],
    ["status", "--url", ""],
    ["approvals", "--approve", ""],
    ["setup", "--trust", ""],
    ["runner", "status", "--prefix", ""],
  ])("takes no option that is empty, as a variable is that nobody set: %s %s", async (...args) => {
    const { code, out, err } = await adf(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^adf: --(state|url|approve|trust|prefix) is empty\n/);
  });

  it.each([
    ["start", "--gitea", "git.example", "--tokens", "tokens.json", "--repo", "ada/tides"],
    ["start", "--quickwit", "ftp://logs.example"],
    ["doctor", "--forge", "localhost:3000"],
    ["status", "--url", "factory.example"],
    ["deploy", "--url", "factory.example", "--dry-run"],
    ["quickwit", "apply", "--address", "127.0.0.1:7280"],
    ["runner", "config", "--worker", "factory.example"],
  ])("takes no address that is none: %s %s %s %s", async (...args) => {
    const { code, out, err } = await adf(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(
      /^adf: --\w+ \S+ is no address\n {2}why: .*\n {2}next: --\w+ https:\/\/[\w.]+(:\d+)?\n$/,
    );
  });

  it.each([
    ["doctor", "--repo", "tides"],
    ["start", "--gitea", "https://git.example", "--repo", "tides"],
  ])("takes no repository that is none: %s", async (...args) => {
    const { code, out, err } = await adf(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^adf: --repo tides is no repository\n {2}why: .*\n {2}next: --repo owner\/tides\n$/);
  });

  it.each([
    ["--capacity", "many", "--capacity 2"],
    ["--capacity", "1.5", "--capacity 2"],
    ["--metrics-port", "-1", "--metrics-port 9479"],
  ])("takes no runner whose %s is %s", async (option, value, next) => {
    const { code, err } = await adf([
      "runner",
      "run",
      "--worker",
      "https://factory.example",
      `${option}=${value}`,
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(
      new RegExp(`^adf: ${option} ${value} is no whole number\\n {2}why: .*\\n {2}next: ${next}\\n$`),
    );
  });

  it("answers nothing at all with its help and status 2", async () => {
    const { code, out, err } = await adf([]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("Usage: adf");
  });

  it("says what went wrong without the secrets at hand", async () => {
    const canary = "canary-token-of-the-owner";
    const path = `http://127.0.0.1:9/${song(canary).replaceAll(" ", "/")}`;
    const { code, err } = await adf(["status", "--url", path], "", { ADF_ADMIN_TOKEN: canary });
    expect(code).toBe(3);
    expect(err).toContain("http://127.0.0.1:9/***");
    expectSilence(canary, { error: err });
  });

  it("says what went wrong without orders to the terminal", async () => {
    const { code, err } = await adf(["check", "\x1b]0;owned\x07.toml"]);
    expect(code).toBe(2);
    expect(err).toContain("\ufffd]0;owned\ufffd.toml");
    for (const order of ["\x1b", "\x07"]) expect(err).not.toContain(order);
  });

  it("finds a path of the folder where npm was typed, which is not the one where npm runs it", async () => {
    const typed_in = resolve(import.meta.dirname, "../core/config/broken");
    const { code, err } = await adf(["check", "unknown-key.toml"], "", { INIT_CWD: typed_in });
    expect(code).toBe(2);
    const found = relative(process.cwd(), join(typed_in, "unknown-key.toml"));
    expect(err).toContain(
      `next: npm runs adf in ${process.cwd()}, and from there unknown-key.toml is ${found}\n`,
    );
    for (const INIT_CWD of [typed_in, process.cwd()])
      expect((await adf(["check", "nowhere.toml"], "", { INIT_CWD })).err).not.toContain("npm runs adf");
  });

  describe("whose output goes nowhere", () => {
    const into = (end: string, ...words: string[]) =>
      spawnSync(
        "bash",
        ["--norc", "-c", `"$@" ${end}; exit "\${PIPESTATUS[0]}"`, "-", process.execPath, PROGRAM, ...words],
        {
          encoding: "utf8",
          env: { PATH: process.env.PATH ?? "" },
        },
      );
    const broken = resolve(import.meta.dirname, "../core/config/broken/unknown-key.toml");

    it("keeps its answer when the reader has left", () => {
      expect(into("| true", "check", broken)).toMatchObject({ status: 1, stderr: "" });
      expect(into("| true", "guard", "check", "rm -rf /")).toMatchObject({ status: 1, stderr: "" });
      expect(into("| true", "route", "fix it")).toMatchObject({ status: 0, stderr: "" });
    });

    it("goes on to its end where it does more than show", () => {
      const { status, stderr } = into("| true", "deploy", "--dry-run", "--config", "nowhere.toml");
      expect(status).toBe(2);
      expect(stderr).toContain("the step check (1 of 1) failed");
    });

    it.runIf(process.platform === "linux")("says so of a disk that is full", () => {
      const { status, stderr } = into("> /dev/full", "route", "fix it");
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^adf: what was to be printed could not be written\n {2}why: {2}ENOSPC.*\n {2}next: .*\n$/,
      );
    });
  });

  it("prints no colour into a pipe", async () => {
    const { out } = await adf(["route", "fix the deadlock"], "", { TERM: "xterm-256color" });
    expect(out).toContain("implementation_tier");
    expect(out).not.toContain("\u001b");
  });

  it("loads the one command that is called, and nothing that another needs", async () => {
    const hook = `import { registerHooks } from "node:module";
      registerHooks({ load: (url, context, next) => { process.stderr.write(url + "\\n"); return next(url, context); } });`;
    const { err } = await adf(["route", "--help"], "", {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}`,
    });
    const loaded = err.split("\n");
    const commands = loaded.flatMap((url) => /src\/cli\/commands\/([^/]+)\.ts$/.exec(url)?.[1] ?? []);
    expect(commands).toEqual(["route"]);
    // What `npm start` and `adf deploy` bring along is most of what is installed.
    expect(loaded.filter((url) => /node_modules\/(?:miniflare|wrangler|esbuild)\//.test(url))).toEqual([]);
  });
});
