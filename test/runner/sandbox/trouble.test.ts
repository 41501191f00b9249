import { describe, expect, it } from "vitest";
import { type Machine, notInstalled, notPermitted } from "../../../src/runner/sandbox/trouble.ts";

const machine = (change: Partial<Machine> = {}): Machine => ({
  platform: "linux",
  managers: ["apt-get"],
  switches: {},
  ...change,
});

describe("no sandbox", () => {
  it("is mended by the package manager that is there", () => {
    expect(notInstalled(machine()).fix).toBe("sudo apt-get install bubblewrap");
    expect(notInstalled(machine({ managers: ["dnf"] })).fix).toBe("sudo dnf install bubblewrap");
    expect(notInstalled(machine({ managers: [] })).fix).toBe("install the package bubblewrap");
  });

  it("is what any system but Linux has", () => {
    expect(notInstalled(machine({ platform: "darwin" })).why).toContain("this is darwin");
  });

  const cases: [name: string, said: string, switches: Machine["switches"], fix: RegExp][] = [
    [
      "Ubuntu's AppArmor",
      "bwrap: setting up uid map: Permission denied",
      { "kernel.apparmor_restrict_unprivileged_userns": "1" },
      /^sudo sysctl -w kernel\.apparmor_restrict_unprivileged_userns=0$/,
    ],
    [
      "a hardened Debian",
      "bwrap: No permissions to create new namespace",
      { "kernel.unprivileged_userns_clone": "0", "user.max_user_namespaces": "1000" },
      /^sudo sysctl -w kernel\.unprivileged_userns_clone=1$/,
    ],
    [
      "a machine whose limit is 0",
      "bwrap: Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded (ENOSPC)",
      { "user.max_user_namespaces": "0" },
      /max_user_namespaces=15000$/,
    ],
    [
      "a container that covers /proc",
      "bwrap: Can't mount proc on /newroot/proc: Operation not permitted",
      { "user.max_user_namespaces": "96343" },
      /systempaths=unconfined/,
    ],
    ["a container", "bwrap: No permissions to create new namespace", {}, /seccomp=unconfined/],
    ["anything else", "bwrap: Can't find source path", {}, /^see what this prints: bwrap /],
  ];
  it.each(cases)("under %s keeps the words of bwrap and names the way out", (_, said, switches, fix) => {
    const told = notPermitted(`${said}\n`, machine({ switches }));
    expect(told.why).toContain(said);
    expect(told.fix).toMatch(fix);
  });
});
