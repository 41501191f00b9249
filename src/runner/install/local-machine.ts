/** The machine this process runs on. */
import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, userInfo } from "node:os";
import { dirname } from "node:path";
import { sleep } from "../clock/sleep.ts";
import { registerRunner } from "../register.ts";
import type { Machine, Ran } from "./machine.ts";

export function localMachine(): Machine {
  return {
    platform: process.platform,
    home: homedir(),
    user: userInfo().username,
    isRoot: process.getuid?.() === 0,
    env: process.env,
    node: { path: process.execPath, version: process.versions.node },
    run,
    read: (path) => orNull(() => readFileSync(path, "utf8")),
    exists: existsSync,
    realPath: (path) => orNull(() => realpathSync(path)),
    write(path, content, mode) {
      mkdirSync(dirname(path), { recursive: true });
      const fresh = `${path}.${process.pid}.new`;
      // A leftover of a crash could be a link or have other permissions: begin from nothing.
      rmSync(fresh, { force: true });
      writeFileSync(fresh, content, { mode, flag: "wx" });
      chmodSync(fresh, mode);
      renameSync(fresh, path);
    },
    makeDir(path, mode) {
      if (existsSync(path)) return;
      mkdirSync(path, { recursive: true });
      chmodSync(path, mode);
    },
    rename: renameSync,
    remove(path) {
      const was = existsSync(path);
      rmSync(path, { force: true });
      return was;
    },
    removeTree: (path) => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
    removeDir: (path) => orNull(() => rmdirSync(path)) !== null,
    register: registerRunner,
    now: Date.now,
    sleep,
  };
}

function run(argv: readonly string[], timeoutMs = 30_000): Promise<Ran> {
  const [program = "", ...args] = argv;
  return new Promise((resolve) => {
    execFile(program, args, { timeout: timeoutMs, encoding: "utf8" }, (cause, stdout, stderr) => {
      if (cause === null) return resolve({ code: 0, stdout, stderr });
      const code = typeof cause.code === "number" ? cause.code : null;
      resolve({ code, stdout, stderr: stderr === "" ? cause.message : stderr });
    });
  });
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENOTEMPTY" || code === "EEXIST") return null;
    throw cause;
  }
}
