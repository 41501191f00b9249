/** Whether agents can be fenced on this machine: bwrap is looked for, and tried once with the very options of a job. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
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
const PARTS: ReadonlySet<string> = new Set(["checkout", "home", "tmp", "out"]);
/** Beyond both attempts with all their patience: whoever made it is gone. */
const STALE_MS = 6 * PATIENCE_MS;

/** Leaves nothing below `stateDir`, which must be there, and takes away what one that was killed has left. */
export async function probeSandbox(
  stateDir: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Probed> {
  clearStale(realpathSync(stateDir));
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

/** Only directories of its own name with nothing but its own parts in them. */
function clearStale(root: string): void {
  for (const name of readdirSync(root).filter((one) => /^probe-\w{6}$/.test(one))) {
    const dir = join(root, name);
    try {
      const isOurs = readdirSync(dir).every((part) => PARTS.has(part));
      if (isOurs && Date.now() - statSync(dir).mtimeMs > STALE_MS) rmSync(dir, { recursive: true });
    } catch {
      // Another one takes it away at this moment, or it is in nobody's way.
    }
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
