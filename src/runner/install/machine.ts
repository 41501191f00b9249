/**
 * Everything an installation does to a machine, as one small interface: files, commands, time, the registration.
 * Nothing in this folder touches the machine in another way, so a test can give it one that only takes notes.
 */
import type { Result } from "../../core/result.ts";
import type { RunnerIdentity } from "../config/identity.ts";
import type { Registration } from "../register.ts";

export interface Ran {
  /** Null when the program could not be started or took too long. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Machine {
  readonly platform: string;
  readonly home: string;
  readonly user: string;
  readonly isRoot: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The Node that runs this, and will run the runner. */
  readonly node: { readonly path: string; readonly version: string };
  run(argv: readonly string[], timeoutMs?: number): Promise<Ran>;
  read(path: string): string | null;
  exists(path: string): boolean;
  /** Where the file really is, links followed; null when it is not there. */
  realPath(path: string): string | null;
  /** Whole or not at all: a reader never sees half a file, and never one with wider permissions than `mode`. */
  write(path: string, content: string | Uint8Array, mode: number): void;
  makeDir(path: string, mode: number): void;
  rename(from: string, to: string): void;
  /** False when there was nothing. */
  remove(path: string): boolean;
  removeTree(path: string): void;
  /** Only when it is empty. */
  removeDir(path: string): boolean;
  register(registration: Registration): Promise<Result<RunnerIdentity, string>>;
  now(): number;
  sleep(ms: number): Promise<void>;
}
