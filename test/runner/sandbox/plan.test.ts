import { describe, expect, it } from "vitest";
import { outermost, type Room, sandboxed } from "../../../src/runner/sandbox/plan.ts";

const dir = "/home/me/.adf/runner/work/job-1";
const room = (change: Partial<Room["surroundings"]> = {}): Room => ({
  space: {
    dir,
    checkout: `${dir}/checkout`,
    home: `${dir}/home`,
    tmp: `${dir}/tmp`,
    outputsFile: `${dir}/out/outputs.json`,
  },
  surroundings: {
    emptied: ["/home", "/run"],
    scratch: ["/tmp"],
    shown: [{ at: "/home/me/.local/bin", real: "/opt/links" }],
    secretFolders: ["/home/me/.adf/runner", "/etc/ssh"],
    secretFiles: ["/etc/shadow"],
    kernel: ["/proc/sys"],
    ...change,
  },
  network: true,
  lent: [{ at: "/home/me/.adf/runner/guard", real: "/home/me/.adf/runner/guard" }],
});

/** The mounts in order, each as the words that make it. */
function mounts(argv: readonly string[]): string[] {
  const found: string[] = [];
  for (let i = 0; i < argv.indexOf("--"); i += 1) {
    const word = argv[i] ?? "";
    const takes = { "--ro-bind": 2, "--bind": 2, "--tmpfs": 1, "--remount-ro": 1 }[word];
    if (takes !== undefined) found.push(argv.slice(i, i + 1 + takes).join(" "));
  }
  return found;
}

describe("the arguments of bubblewrap", () => {
  const argv = sandboxed("/usr/bin/bwrap", room(), ["/usr/bin/agent", "--all"]);

  it("lay the job over the runner's files, those over what programs need, and that over emptied homes", () => {
    expect(mounts(argv)).toEqual([
      "--ro-bind / /",
      "--ro-bind /proc/sys /proc/sys",
      "--tmpfs /home",
      "--tmpfs /run",
      `--bind ${dir}/tmp /tmp`,
      "--ro-bind /opt/links /home/me/.local/bin",
      "--tmpfs /home/me/.adf/runner",
      "--tmpfs /etc/ssh",
      "--ro-bind /dev/null /etc/shadow",
      "--ro-bind /home/me/.adf/runner/guard /home/me/.adf/runner/guard",
      `--ro-bind ${dir} ${dir}`,
      `--bind ${dir}/checkout ${dir}/checkout`,
      `--bind ${dir}/home ${dir}/home`,
      `--bind ${dir}/tmp ${dir}/tmp`,
      `--bind ${dir}/out ${dir}/out`,
      "--remount-ro /home",
      "--remount-ro /run",
      "--remount-ro /home/me/.adf/runner",
      "--remount-ro /etc/ssh",
    ]);
  });

  it("make nothing writable but the job's own four folders and a /tmp of its own", () => {
    const writable = argv.flatMap((word, i) => (word === "--bind" ? [argv[i + 2]] : []));
    expect(writable).toEqual(["/tmp", `${dir}/checkout`, `${dir}/home`, `${dir}/tmp`, `${dir}/out`]);
  });

  it("take every privilege away, and all processes with the runner", () => {
    for (const word of ["--die-with-parent", "--unshare-user", "--unshare-pid", "--unshare-ipc"])
      expect(argv).toContain(word);
    expect(argv.slice(argv.indexOf("--cap-drop"))[1]).toBe("ALL");
  });

  it("end with the agent's own words, in its checkout", () => {
    expect(argv.slice(-5)).toEqual(["--chdir", `${dir}/checkout`, "--", "/usr/bin/agent", "--all"]);
  });

  it("keep /tmp in memory only where something has to be mounted below it", () => {
    const shown = [{ at: "/tmp/tools", real: "/tmp/tools" }];
    expect(mounts(sandboxed("bwrap", room({ shown }), ["x"]))).toContain("--tmpfs /tmp");
  });
});

it("a folder within another is left out, and a name that only begins alike is not", () => {
  expect(outermost(["/a/b", "/a", "/ab", "/a"])).toEqual(["/a", "/ab"]);
});
