/** What makes an installation impossible, found before anything is written. */
import type { InstallOptions } from "./flags.ts";
import type { Layout } from "./layout.ts";
import type { Machine } from "./machine.ts";
import { digestOf, type Manifest } from "./manifest.ts";
import { type Problem, problem } from "./problem.ts";
import type { Systemd } from "./systemd.ts";

export async function refusal(
  machine: Machine,
  options: InstallOptions,
  systemd: Systemd,
): Promise<Problem | null> {
  const { scope } = options;
  const [major = 0] = machine.node.version.split(".").map(Number);
  if (major < 20) {
    return problem(
      "usage",
      `Node ${machine.node.version} is too old`,
      "the runner needs Node 20 or newer",
      "install a newer Node",
    );
  }
  const git = await machine.run(["git", "--version"]);
  if (git.code !== 0) {
    return problem(
      "usage",
      "there is no git on this machine",
      "the runner makes its checkouts with it",
      "install git 2.38 or newer",
    );
  }
  if (scope === "user") return null;
  if ("missing" in systemd) {
    return problem(
      "usage",
      "--system needs systemd",
      `${systemd.missing}; without it nothing would give the runner an account of its own`,
      "install with --user as the account that shall run the jobs",
    );
  }
  if (!machine.isRoot && options.apply) {
    return problem(
      "usage",
      "--system needs root",
      "it writes below /etc and /opt",
      "the same command with sudo, or --user",
    );
  }
  return null;
}

/** A unit of our name that we did not write, or that somebody changed since, is not ours to overwrite. */
export function handEdited(machine: Machine, layout: Layout, old: Manifest | null): Problem | null {
  const present = machine.read(layout.unit);
  if (present === null || old?.files[layout.unit] === digestOf(present)) return null;
  return problem(
    "no",
    `${layout.unit} is not as this program left it`,
    old === null ? "it was written by somebody else, or for another --prefix" : "it was edited by hand",
    "keep your changes with: systemctl edit adf-runner (a drop-in); then remove the file and install again",
  );
}
