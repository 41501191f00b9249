/** Why there is no sandbox on a machine, and what a person types to have one. Pure. */

export interface NoSandbox {
  readonly why: string;
  /** The command, or what to do where no command does it. */
  readonly fix: string;
}

export interface Machine {
  readonly platform: string;
  /** Package managers that are there. */
  readonly managers: readonly string[];
  /** Switches of the kernel as they stand, by their sysctl name. */
  readonly switches: Readonly<Record<string, string | undefined>>;
}

const INSTALL: readonly (readonly [manager: string, command: string])[] = [
  ["apt-get", "sudo apt-get install bubblewrap"],
  ["dnf", "sudo dnf install bubblewrap"],
  ["pacman", "sudo pacman -S bubblewrap"],
  ["zypper", "sudo zypper install bubblewrap"],
  ["apk", "sudo apk add bubblewrap"],
];

export const MANAGERS = INSTALL.map(([manager]) => manager);
/** Each refuses namespaces to ordinary users when it has this value. */
export const SWITCHES: readonly (readonly [name: string, refuses: string, allows: string])[] = [
  ["kernel.apparmor_restrict_unprivileged_userns", "1", "0"],
  ["kernel.unprivileged_userns_clone", "0", "1"],
  ["user.max_user_namespaces", "0", "15000"],
];

export function notInstalled({ platform, managers }: Machine): NoSandbox {
  if (platform !== "linux")
    return {
      why: `bubblewrap needs Linux, and this is ${platform}`,
      fix: "run the runner on Linux, in a virtual machine for instance",
    };
  const known = INSTALL.find(([manager]) => managers.includes(manager));
  return {
    why: "bubblewrap is not installed: there is no bwrap on the PATH",
    fix: known?.[1] ?? "install the package bubblewrap",
  };
}

/** `said`: what bwrap printed when it was tried. */
export function notPermitted(said: string, { switches }: Machine): NoSandbox {
  const last = said.trim().split("\n").at(-1) ?? "";
  const why = `bubblewrap cannot make its namespaces here: ${last === "" ? "it ended without a word" : last}`;
  const shut = SWITCHES.find(([name, refuses]) => switches[name] === refuses);
  if (shut !== undefined) {
    const [name, , allows] = shut;
    return { why: `${why} (${name} is ${shut[1]})`, fix: `sudo sysctl -w ${name}=${allows}` };
  }
  if (/mount proc/i.test(said))
    return {
      why: `${why}; something around the runner covers parts of /proc`,
      fix: "start the container with --security-opt systempaths=unconfined; or install the service again, whose unit leaves /proc alone",
    };
  if (/permi|not permitted|namespace/i.test(said))
    return {
      why,
      fix: "in a container, start it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined",
    };
  return {
    why,
    fix: "see what this prints: bwrap --ro-bind / / --unshare-user --unshare-pid --proc /proc true",
  };
}
