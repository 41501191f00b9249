/** Whether agents can be fenced on this machine: bwrap is looked for, and tried once with the very options of a job. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProgram } from "../agents/detect.ts";
import { sandboxed } from "./plan.ts";
import { lookAround } from "./surroundings.ts";
import { MANAGERS, type Machine, type NoSandbox, notInstalled, notPermitted, SWITCHES } from "./trouble.ts";

export type Probed =
  /** `missingNetwork`: why an agent cannot have a network of its own; null when it can. */
  | { readonly ok: true; readonly bwrap: string; readonly missingNetwork: string | null }
  | ({ readonly ok: false } & NoSandbox);

const run = promisify(execFile);
const PATIENCE_MS = 10_000;

/** Leaves nothing below `stateDir`, which must be there. */
export async function probeSandbox(
  stateDir: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Probed> {
  const path = env.PATH ?? "";
  const bwrap = process.platform === "linux" ? findProgram("bwrap", path) : null;
  if (bwrap === null) return { ok: false, ...notInstalled(machine(path)) };
  const dir = mkdtempSync(join(realpathSync(stateDir), "probe-"));
  try {
    const part = (name: string) => {
      mkdirSync(join(dir, name));
      return join(dir, name);
    };
    const outputsFile = join(part("out"), "outputs.json");
    const space = { dir, checkout: part("checkout"), home: part("home"), tmp: part("tmp"), outputsFile };
    const argv = [findProgram("true", path) ?? "/bin/true"];
    const surroundings = lookAround({ argv, env, stateDir, hidden: [], visible: [] });
    const attempt = async (network: boolean) => {
      const [program = "", ...args] = sandboxed(bwrap, { space, surroundings, network, lent: [] }, argv);
      await run(program, args, { timeout: PATIENCE_MS, killSignal: "SIGKILL", env: { PATH: path } });
    };
    await attempt(true);
    const missingNetwork = await attempt(false).then(
      () => null,
      ({ stderr, message }: Failed) => sentence(notPermitted(stderr || message, machine(path))),
    );
    return { ok: true, bwrap, missingNetwork };
  } catch (cause) {
    const { stderr, message } = cause as Failed;
    return { ok: false, ...notPermitted(stderr || message, machine(path)) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

type Failed = Error & { readonly stderr?: string };
const sentence = ({ why, fix }: NoSandbox): string => `${why}. Fix: ${fix}`;

const machine = (path: string): Machine => ({
  platform: process.platform,
  managers: MANAGERS.filter((manager) => findProgram(manager, path) !== null),
  switches: Object.fromEntries(SWITCHES.map(([name]) => [name, switchOf(name)])),
});

function switchOf(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name.replaceAll(".", "/")}`, "utf8").trim();
  } catch {
    return undefined;
  }
}
