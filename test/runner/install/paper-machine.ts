/**
 * A machine of paper: files in memory with their modes, every command noted, and a service manager that starts a
 * runner of paper when it is told to. What that runner says of itself is for the test to choose.
 */
import { dirname } from "node:path";
import { CONTRACT_VERSION } from "../../../src/contract/version.ts";
import { err, ok } from "../../../src/core/result.ts";
import type { Machine, Ran } from "../../../src/runner/install/machine.ts";
import type { Registration } from "../../../src/runner/register.ts";

export interface PaperMachine extends Machine {
  readonly files: Map<string, { content: string; mode: number }>;
  readonly dirs: Map<string, number>;
  /** Commands, in order. */
  readonly ran: string[];
  readonly registrations: Registration[];
  /** What happens when the service is started: the build that the program in place would report. */
  onStart: (build: string) => "connects" | "silent" | { readonly exit: number };
  /** An answer instead of the usual one. */
  answer: (call: string) => Partial<Ran> | null;
  refuseRegistration: string | null;
  clock: number;
}

export interface PaperOptions {
  readonly isRoot?: boolean;
  readonly systemd?: number | null;
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: string;
}

export const buildOf = (text: string): string => /^build (\S+)/.exec(text)?.[1] ?? "none";
export const programOf = (build: string) => ({ text: `build ${build}\n`, build });

const said = (code: number, stdout = "", stderr = ""): Ran => ({ code, stdout, stderr });

export function paperMachine({
  isRoot = false,
  systemd = 252,
  env = {},
  node = "24.1.0",
}: PaperOptions = {}): PaperMachine {
  const files: PaperMachine["files"] = new Map();
  const dirs = new Map<string, number>([
    ["/", 0o755],
    ["/home/ada", 0o700],
    ["/opt", 0o755],
    ["/etc/systemd/system", 0o755],
    ["/var/lib", 0o755],
    ["/usr/bin", 0o755],
    ...(systemd === null ? [] : [["/run/systemd/system", 0o755] as const]),
  ]);
  for (const program of ["node", "git"]) files.set(`/usr/bin/${program}`, { content: "", mode: 0o755 });
  const unit = { active: "inactive", enabled: "disabled", exit: 0 };
  const need = (path: string) => {
    const file = files.get(path);
    if (file === undefined) throw new Error(`${path} is not there`);
    return file;
  };

  const machine: PaperMachine = {
    files,
    dirs,
    ran: [],
    registrations: [],
    onStart: () => "connects",
    answer: () => null,
    refuseRegistration: null,
    clock: 1_000,
    platform: "linux",
    home: isRoot ? "/home/mara" : "/home/ada",
    user: isRoot ? "root" : "ada",
    isRoot,
    env: { PATH: "/usr/bin:/bin", ...env },
    node: { path: "/usr/bin/node", version: node },
    read: (path) => files.get(path)?.content ?? null,
    exists: (path) => files.has(path) || dirs.has(path),
    realPath: (path) => (files.has(path) ? path : null),
    write(path, content, mode) {
      makeDir(dirname(path), 0o755);
      files.set(path, { content: String(content), mode });
    },
    makeDir: (path, mode) => makeDir(path, mode),
    rename(from, to) {
      files.set(to, need(from));
      files.delete(from);
    },
    remove: (path) => files.delete(path),
    removeTree(path) {
      for (const all of [files, dirs])
        for (const key of all.keys()) if (`${key}/`.startsWith(`${path}/`)) all.delete(key);
    },
    removeDir(path) {
      const inside = [...files.keys(), ...dirs.keys()].some((key) => key.startsWith(`${path}/`));
      return !inside && dirs.delete(path);
    },
    async register(registration) {
      machine.registrations.push(registration);
      if (machine.refuseRegistration !== null) return err(machine.refuseRegistration);
      const identity = { runner: "r1", credential: "c".repeat(20), url: registration.url };
      machine.write(`${registration.stateDir}/runner.json`, JSON.stringify(identity), 0o600);
      return ok(identity);
    },
    now: () => machine.clock,
    async sleep(ms) {
      machine.clock += ms;
    },
    async run(argv) {
      const call = argv.join(" ");
      machine.ran.push(call);
      const special = machine.answer(call);
      if (special !== null) return { ...said(0), ...special };
      if (call === "systemctl --version") {
        return systemd === null ? said(127, "", "not found") : said(0, `systemd ${systemd} (${systemd}.1)\n`);
      }
      if (call.endsWith("--version") && argv[0] === "/usr/bin/node") {
        return said(0, `${buildOf(need(argv[1] ?? "").content)} contract ${CONTRACT_VERSION}\n`);
      }
      if (argv[0] === "systemctl") return manager(argv.filter((part) => part !== "--user").slice(1));
      return said(0);
    },
  };

  function makeDir(path: string, mode: number): void {
    if (dirs.has(path)) return;
    makeDir(dirname(path), 0o755);
    dirs.set(path, mode);
  }

  function manager([verb = ""]: readonly string[]): Ran {
    if (verb === "enable" || verb === "disable") unit.enabled = `${verb}d`;
    if (verb === "stop") unit.active = "inactive";
    if (verb === "start" || verb === "restart") start();
    if (verb === "show") {
      const state = `ActiveState=${unit.active}\nSubState=x\nUnitFileState=${unit.enabled}`;
      return said(0, `${state}\nResult=x\nExecMainStatus=${unit.exit}\nNRestarts=0\n`);
    }
    return said(0);
  }

  function start(): void {
    const stateDir = isRoot ? "/var/lib/adf-runner" : "/home/ada/.local/share/adf-runner/state";
    const program = isRoot
      ? "/opt/adf-runner/adf-runner.mjs"
      : "/home/ada/.local/share/adf-runner/adf-runner.mjs";
    const build = buildOf(need(program).content);
    const does = machine.onStart(build);
    unit.active = typeof does === "string" ? "active" : "failed";
    unit.exit = typeof does === "string" ? 0 : does.exit;
    if (typeof does !== "string") return;
    const contact_ms = does === "connects" ? machine.clock : null;
    const status = {
      build,
      contract: CONTRACT_VERSION,
      pid: 1,
      started_ms: machine.clock,
      contact_ms,
      trouble: null,
    };
    machine.write(`${stateDir}/status.json`, JSON.stringify(status), 0o600);
    dirs.set("/proc/1", 0o555);
  }
  return machine;
}
