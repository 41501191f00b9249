/**
 * The state folder of the one-machine factory (`.adf` by default): ports and secrets that stay the same from start
 * to start, a lock, and the identities of child processes, so that what a killed start left behind is reaped.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import * as z from "zod";
import { err, ok, type Result } from "../../core/result.ts";
import { takeLock } from "../../runner/state/lock.ts";
import { isAlive } from "../../runner/state/process.ts";

const Settings = z.object({
  version: z.literal(1),
  /** `embedded`, or the URL and repository of the person's own forge: one folder serves one of them. */
  forge: z.string(),
  forge_port: z.int(),
  worker_port: z.int(),
  webhook_secret: z.string(),
  marker_secret: z.string(),
  admin_token: z.string(),
  /** Opens the embedded forge's form to the person's browser, and not to every program on this machine. */
  form_key: z.string(),
  /** Account → token of the embedded forge; empty for a person's own. */
  tokens: z.record(z.string(), z.string()),
  seeded: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

const Children = z.array(z.object({ name: z.string(), pid: z.int(), start: z.string() }));
type Child = z.infer<typeof Children>[number];

export interface Home {
  readonly dir: string;
  readonly settings: Settings;
  save(change: Partial<Settings>): void;
  /** Remembers a child process until the next clean stop. */
  remember(child: Child): void;
  release(): void;
}

/** Written first in every folder we make, so that `--fresh` can never remove something else. */
const LABEL = "adf-state";

export interface Ports {
  readonly forge: number;
  readonly worker: number;
}
/** Taken where nobody else has them; any free port instead where somebody has. */
const WANTED: Ports = { forge: 3300, worker: 8787 };

export async function openHome(
  dir: string,
  forge: string,
  fresh: boolean,
  wanted: Ports = WANTED,
): Promise<Result<Home, string>> {
  if (existsSync(dir) && !existsSync(join(dir, LABEL)) && existsSync(join(dir, "settings.json"))) {
    return err(`${dir} was not made by adf. Choose another folder with --state.`);
  }
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const lock = takeLock(dir);
  if (!lock.ok) {
    return err(
      `Another factory is running with the state in ${dir}. Stop it, or choose another folder with --state.`,
    );
  }
  await reap(join(dir, "children.json"));
  if (fresh) {
    for (const part of ["settings.json", "forge", "worker", "runner", "logs"]) {
      rmSync(join(dir, part), { recursive: true, force: true });
    }
  }
  writeFileSync(join(dir, LABEL), "The state of one adf factory. `npm start -- --fresh` begins anew.\n");
  let settings = read(join(dir, "settings.json"));
  if (settings !== null && settings.forge !== forge) {
    lock.value.release();
    return err(
      `${dir} holds the state of a factory for ${settings.forge}, and this start is for ${forge}. Use another folder with --state, or --fresh to begin anew.`,
    );
  }
  settings ??= { ...(await freshSettings(forge, wanted)), ...ofSetup(dir) };
  const children: Child[] = [];
  const home = {
    dir,
    settings,
    save(change: Partial<Settings>) {
      home.settings = { ...home.settings, ...change };
      writePrivately(join(dir, "settings.json"), home.settings);
    },
    remember(child: Child) {
      children.push(child);
      writePrivately(join(dir, "children.json"), children);
    },
    release() {
      rmSync(join(dir, "children.json"), { force: true });
      lock.value.release();
    },
  };
  home.save({});
  return ok(home);
}

const OfSetup = z.object({ WEBHOOK_SECRET: z.string(), MARKER_SECRET: z.string(), ADMIN_TOKEN: z.string() });

/** The secrets of `adf setup` in the same folder: a webhook that it made is signed with one of them. */
function ofSetup(dir: string): Partial<Settings> {
  try {
    const given = OfSetup.parse(JSON.parse(readFileSync(join(dir, "secrets.json"), "utf8")));
    return {
      webhook_secret: given.WEBHOOK_SECRET,
      marker_secret: given.MARKER_SECRET,
      admin_token: given.ADMIN_TOKEN,
    };
  } catch {
    return {};
  }
}

function read(file: string): Settings | null {
  try {
    return Settings.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

async function freshSettings(forge: string, wanted: Ports): Promise<Settings> {
  const secret = () => randomBytes(24).toString("hex");
  return {
    version: 1,
    forge,
    forge_port: await freePort(wanted.forge),
    worker_port: await freePort(wanted.worker),
    webhook_secret: secret(),
    marker_secret: secret(),
    admin_token: secret(),
    form_key: secret(),
    tokens: {},
    seeded: false,
  };
}

/** The port asked for if nobody has it, else any free one. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" && wanted !== 0) resolve(freePort(0));
      else reject(error);
    });
    probe.listen(wanted, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : wanted));
    });
  });
}

/** Ends what a killed start left, by pid and start time: a pid that was given to another program is left alone. */
async function reap(file: string): Promise<void> {
  if (!existsSync(file)) return;
  const left = Children.safeParse(JSON.parse(readFileSync(file, "utf8")));
  for (const child of left.success ? left.data : []) {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      if (!isAlive(child)) break;
      process.kill(child.pid, signal);
      for (let i = 0; i < 40 && isAlive(child); i++) await new Promise((r) => setTimeout(r, 50));
    }
  }
  rmSync(file, { force: true });
}

function writePrivately(file: string, value: unknown): void {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, file);
}
