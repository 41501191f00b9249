import { describe, expect, it } from "vitest";
import type { FlagValues } from "../../../src/runner/install/flags.ts";
import { call, changing, install, ROOT, snapshot, UNIT, WORKER } from "./called.ts";
import { paperMachine } from "./paper-machine.ts";

describe("adf runner install", () => {
  it("without --apply shows files, modes, the whole unit and each command, and does nothing", async () => {
    const machine = paperMachine();
    const before = snapshot(machine);
    const { code, text } = await call(machine, "install", WORKER);
    expect(code).toBe(0);
    expect(snapshot(machine)).toBe(before);
    expect(machine.registrations).toEqual([]);
    expect(changing(machine)).toEqual([]);
    expect(text).toContain(`write  ${ROOT}/environment (0600)`);
    expect(text).toContain("| NoNewPrivileges=yes");
    expect(text).toContain("run    systemctl --user restart adf-runner.service");
    expect(text).toMatch(/Nothing was done. To do it: the same command with --apply$/);
    expect(text).not.toContain(WORKER.token);
  });

  it("writes everything with its mode, registers, starts, and ends when the Worker has answered", async () => {
    const machine = paperMachine({ env: { ANTHROPIC_API_KEY: "sk-secret-0123456789" } });
    const { code, text } = await install(machine, { secret: ["ANTHROPIC_API_KEY"], name: "bench" });
    expect(text).toMatch(
      /Installed and connected: runner-1\+a asks https:\/\/factory.example for jobs.\nNext: .* status$/,
    );
    expect(code).toBe(0);
    const modes = [...machine.files]
      .filter(([path]) => path.startsWith("/home"))
      .map(([path, f]) => [path, f.mode]);
    expect(Object.fromEntries(modes)).toEqual({
      [`${ROOT}/manifest.json`]: 0o600,
      [`${ROOT}/adf-runner.mjs`]: 0o644,
      [`${ROOT}/runner.toml`]: 0o600,
      [`${ROOT}/environment`]: 0o600,
      [`${ROOT}/state/runner.json`]: 0o600,
      [`${ROOT}/state/status.json`]: 0o600,
      [UNIT]: 0o644,
    });
    expect(machine.dirs.get(`${ROOT}/state`)).toBe(0o700);
    expect(machine.registrations).toEqual([
      { url: "https://factory.example", token: "one-time-token", name: "bench", stateDir: `${ROOT}/state` },
    ]);
    expect(changing(machine)).toEqual([
      "systemctl --user daemon-reload",
      "systemctl --user enable adf-runner.service",
      "systemctl --user restart adf-runner.service",
    ]);
  });

  it("puts no secret anywhere but into the two files that hold secrets", async () => {
    const machine = paperMachine({ isRoot: true, env: { ZAI_API_KEY: "sk-secret-0123456789" } });
    const { text } = await install(machine, { secret: ["ZAI_API_KEY"] });
    for (const secret of ["sk-secret-0123456789", "one-time-token", "c".repeat(20)]) {
      const holders = [...machine.files].filter(([, { content }]) => content.includes(secret));
      for (const [path, { mode }] of holders) {
        expect(path).toMatch(/\/(environment|runner\.json)$/);
        expect(mode).toBe(0o600);
      }
      expect(text).not.toContain(secret);
      expect(machine.ran.join("\n")).not.toContain(secret);
    }
  });

  it("gives the system's runner its secrets as credentials, readable by root alone", async () => {
    const machine = paperMachine({ isRoot: true });
    expect((await install(machine)).code).toBe(0);
    const unit = machine.read("/etc/systemd/system/adf-runner.service");
    expect(unit).toContain("LoadCredential=runner.json:/opt/adf-runner/runner.json");
    expect(unit).not.toContain("EnvironmentFile");
    expect(machine.files.get("/opt/adf-runner/runner.json")?.mode).toBe(0o600);
  });

  it("installs again without a token, keeps the configuration and shows what changes in it", async () => {
    const machine = paperMachine();
    await install(machine);
    const { code, text } = await call(machine, "install", { capacity: "3", apply: true });
    expect(code).toBe(0);
    expect(machine.registrations).toHaveLength(1);
    expect(text).toMatch(/change \S+runner.toml \(0600\)\n( {9}[-+] .*\n)* {9}\+ capacity = 3\n/);
    expect(machine.read(`${ROOT}/runner.toml`)).toContain("https://factory.example");
  });

  it("turns the config.json of an older installation into runner.toml, and takes it away at the end", async () => {
    const machine = paperMachine();
    machine.makeDir(ROOT, 0o700);
    machine.write(`${ROOT}/config.json`, JSON.stringify({ url: WORKER.worker, pollSecs: 7 }), 0o600);
    expect((await install(machine)).code).toBe(0);
    expect(machine.read(`${ROOT}/runner.toml`)).toMatch(/^poll_secs = 7$/m);
    expect((await call(machine, "uninstall", { apply: true })).code).toBe(0);
    expect(machine.exists(`${ROOT}/config.json`)).toBe(false);
  });

  it.each([
    ["no Worker", { worker: undefined }, "add --worker"],
    ["no token", { token: undefined }, "npm run -s adf -- runner token"],
    ["an address that is none", { worker: "factory" }, "url"],
    ["a capacity that is no number", { capacity: "many" }, "capacity"],
    ["a name with a capital", { name: "Bench" }, "a name is 2 to 40"],
    ["an unset secret", { secret: ["ABSENT"] }, "ABSENT is not set"],
    ["both scopes", { user: true, system: true }, "exclude one another"],
    ["a relative prefix", { prefix: "here" }, "absolute"],
    ["the system without root", { system: true }, "sudo"],
    ["an agents file that is not there", { agents: "/nowhere.json" }, "/nowhere.json is not there"],
    ["a prefix that a unit cannot hold", { prefix: "/home/ada/$x" }, "does not expand variables"],
  ])("refuses %s before anything is written", async (_, values, sentence) => {
    const machine = paperMachine();
    const before = snapshot(machine);
    const { code, text } = await install(machine, values as FlagValues);
    expect(code).toBe(2);
    expect(text).toContain(sentence);
    expect(snapshot(machine)).toBe(before);
    expect(machine.registrations).toEqual([]);
  });

  // biome-ignore lint/suspicious/noTemplateCurlyInString: the mistake itself
  it.each(["${ZAI_API_KEY}", "$ZAI_API_KEY", "<your-key>"])(
    "refuses the placeholder %s as a secret",
    async (value) => {
      const { code, text } = await install(paperMachine({ env: { ZAI_API_KEY: value } }), {
        secret: ["ZAI_API_KEY"],
      });
      expect([code, text]).toEqual([2, expect.stringContaining("ZAI_API_KEY still holds a placeholder")]);
    },
  );

  it("leaves a unit alone that it did not write, and one that was edited", async () => {
    const foreign = paperMachine();
    foreign.write(UNIT, "[Service]\n", 0o644);
    expect((await install(foreign)).text).toContain("written by somebody else");
    expect(foreign.read(UNIT)).toBe("[Service]\n");

    const edited = paperMachine();
    await install(edited);
    edited.write(UNIT, `${edited.read(UNIT)}# mine\n`, 0o644);
    for (const verb of ["install", "upgrade"] as const) {
      const { code, text } = await call(edited, verb, { apply: true }, "runner-2+b");
      expect([code, text]).toEqual([1, expect.stringContaining("systemctl edit adf-runner")]);
    }
    expect(edited.read(UNIT)).toContain("# mine");
  });

  it("says which side to mend when the credential or the contract is refused", async () => {
    for (const [exit, sentence] of [
      [4, "does not accept this runner's credential"],
      [5, "speaks another contract"],
    ] as const) {
      const machine = paperMachine();
      machine.onStart = () => ({ exit });
      expect(await install(machine)).toMatchObject({ code: 4, text: expect.stringContaining(sentence) });
    }
  });

  it("gives up after thirty seconds without an answer, with the line that shows more", async () => {
    const machine = paperMachine();
    machine.onStart = () => "silent";
    const { code, text } = await install(machine);
    expect(code).toBe(3);
    expect(text).toContain("next: journalctl --user-unit adf-runner");
    expect(machine.clock).toBeLessThan(40_000);
  });

  it("goes without namespaces where a user may have none, and says what is missing", async () => {
    const machine = paperMachine();
    machine.answer = (line) => (line.startsWith("systemd-run") ? { code: 1 } : null);
    const { code, text } = await install(machine);
    expect(code).toBe(0);
    expect(text).toContain("does not let a user's services have namespaces");
    expect(machine.read(UNIT)).not.toContain("ProtectSystem");
    expect(machine.read(UNIT)).toContain("NoNewPrivileges=yes");
  });

  it.each([
    ["no systemctl", { systemd: null }],
    ["an old systemd", { systemd: 240 }],
  ])("with %s installs the files and says what to run instead", async (_, options) => {
    const machine = paperMachine({ ...options, node: "20.1.0" });
    const { code, text } = await install(machine);
    expect(code).toBe(0);
    expect(machine.exists(UNIT)).toBe(false);
    expect(machine.exists(`${ROOT}/adf-runner.mjs`)).toBe(true);
    expect(text).toContain(`nohup /usr/bin/node --experimental-websocket ${ROOT}/adf-runner.mjs run`);
    expect(text).toContain("tmux new-session");
    expect(changing(machine)).toEqual([]);
  });
});
