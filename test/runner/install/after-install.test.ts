import { describe, expect, it } from "vitest";
import { call, changing, install, ROOT, snapshot } from "./called.ts";
import { paperMachine } from "./paper-machine.ts";

describe("adf runner status", () => {
  it("shows unit, builds, contract and last contact, and exits 0 when all is well", async () => {
    const machine = paperMachine();
    await install(machine);
    machine.clock += 4_000;
    const { code, text } = await call(machine, "status");
    expect(code).toBe(0);
    expect(text).toContain("unit          active (x), enabled, 0 restarts");
    expect(text).toContain("build         runner-1+a installed, runner-1+a running");
    expect(text).toContain("last contact  4 s ago");
  });

  it("exits 1 and names the trouble when the Worker is silent", async () => {
    const machine = paperMachine();
    await install(machine);
    machine.clock += 500_000;
    const { code, text } = await call(machine, "status", { json: true });
    expect(code).toBe(1);
    expect(JSON.parse(text)).toMatchObject({ well: false, trouble: "the Worker has not answered for 500 s" });
  });

  it("says so when nothing is installed, with a command that there is", async () => {
    const { code, text } = await call(paperMachine(), "status");
    expect(code).toBe(2);
    expect(text).toContain("no runner is installed here");
    expect(text).toContain("next: npm run -s adf -- runner install --worker");
  });
});

describe("adf runner upgrade", () => {
  it("drains, exchanges the files, starts and believes the new build when its Worker answers", async () => {
    const machine = paperMachine();
    await install(machine);
    machine.ran.length = 0;
    const { code, text } = await call(machine, "upgrade", { apply: true }, "runner-2+b");
    expect(text).toContain("Upgraded: runner-2+b runs");
    expect(code).toBe(0);
    expect(machine.read(`${ROOT}/adf-runner.mjs`)).toBe("build runner-2+b\n");
    expect(machine.read(`${ROOT}/adf-runner.previous.mjs`)).toBe("build runner-1+a\n");
    expect(changing(machine).map((line) => line.split(" ")[2])).toEqual([
      "stop",
      "daemon-reload",
      "reset-failed",
      "start",
    ]);
    expect((await call(machine, "status")).text).toContain("runner-2+b installed, runner-2+b running");
  });

  it.each([
    ["never reaches its Worker", "silent" as const],
    ["ends at once", { exit: 5 }],
  ])("goes back when the new build %s, and says so", async (_, does) => {
    const machine = paperMachine();
    await install(machine);
    const before = new Map(machine.files);
    machine.onStart = (build) => (build === "runner-2+b" ? does : "connects");
    const { code, text } = await call(machine, "upgrade", { apply: true }, "runner-2+b");
    expect(code).toBe(1);
    expect(text).toContain("runner-2+b did not come up; rolled back");
    expect(text).toContain("runner-1+a is back and its Worker answers it");
    for (const name of ["adf-runner.mjs", "manifest.json"]) {
      expect(machine.read(`${ROOT}/${name}`)).toBe(before.get(`${ROOT}/${name}`)?.content);
    }
  });

  it("does not touch the running runner when the new file does not run here", async () => {
    const machine = paperMachine();
    await install(machine);
    machine.ran.length = 0;
    machine.answer = (line) => (line.includes(".next --version") ? { code: 1, stderr: "SyntaxError" } : null);
    const { code, text } = await call(machine, "upgrade", { apply: true }, "runner-2+b");
    expect([code, text]).toEqual([1, expect.stringContaining("does not run here")]);
    expect(changing(machine)).toEqual([]);
    expect(machine.exists(`${ROOT}/adf-runner.mjs.next`)).toBe(false);
  });

  it("has nothing to do with the same build, and without --apply does nothing", async () => {
    const machine = paperMachine();
    await install(machine);
    const before = snapshot(machine);
    expect((await call(machine, "upgrade", { apply: true })).text).toContain("nothing to do");
    expect((await call(machine, "upgrade", {}, "runner-2+b")).text).toContain("Nothing was done");
    expect(snapshot(machine)).toBe(before);
  });
});

describe("adf runner uninstall", () => {
  it("removes what it installed and nothing else", async () => {
    const machine = paperMachine();
    machine.write("/home/ada/.config/systemd/user/other.service", "", 0o644);
    const before = snapshot(machine);
    await install(machine);
    machine.write(`${ROOT}/state/mirrors/x`, "", 0o644);
    expect((await call(machine, "uninstall")).text).toContain("Nothing was done");
    const { code } = await call(machine, "uninstall", { apply: true });
    expect(code).toBe(0);
    machine.dirs.delete("/proc/1");
    expect(snapshot(machine)).toBe(before);
    expect(
      changing(machine)
        .slice(3)
        .map((line) => line.split(" ")[2]),
    ).toEqual(["stop", "disable", "daemon-reload"]);
  });

  it("leaves a configuration that was edited, a folder that was there before, and foreign files", async () => {
    const machine = paperMachine();
    machine.makeDir(`${ROOT}/state`, 0o700);
    await install(machine);
    machine.write(`${ROOT}/runner.toml`, "{}", 0o600);
    machine.write(`${ROOT}/notes.txt`, "mine", 0o600);
    const { text } = await call(machine, "uninstall", { apply: true });
    expect(text).toContain(`Left: ${ROOT}/runner.toml`);
    expect([...machine.files.keys()].filter((path) => path.startsWith("/home")).sort()).toEqual([
      `${ROOT}/notes.txt`,
      `${ROOT}/runner.toml`,
      `${ROOT}/state/status.json`,
    ]);
  });
});
