/**
 * What one runner is told about itself. Parsed once here; afterwards nobody asks whether an option is set.
 * The forge token is not among the options, because a runner never holds one.
 */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import * as z from "zod";
import type { LogRecord } from "../../contract/log.ts";
import { Name } from "../../contract/names.ts";
import { err, ok, type Result } from "../../core/result.ts";
import { AgentCommand } from "../agents/command.ts";

const AbsolutePath = z.string().startsWith("/", "an absolute path");

const Settings = z.strictObject({
  /** Address of the Worker. */
  url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")),
  stateDir: z
    .string()
    .min(1)
    .default(() => join(homedir(), ".adf", "runner"))
    .transform((dir) => resolve(dir)),
  /** Where runner.json is, when a service manager hands it over elsewhere than in the state directory. */
  identityDir: z.string().min(1).optional(),
  /** Jobs at one time. */
  capacity: z.int().min(1).max(32).default(1),
  /** Agent CLI id → how to start it. */
  agents: z.record(z.string().min(1).max(60), AgentCommand),
  /** Project → a clone of its repository on this machine, from which a new mirror takes what it can. Only ever read. */
  references: z.record(Name, z.string().startsWith("/", "the absolute path of a clone")).default({}),
  /**
   * The sandbox around agents: `auto` where the machine has one, `require` or start nothing at all, `off` to do without.
   * A project can require it too.
   */
  sandbox: z.enum(["auto", "require", "off"]).default("auto"),
  /** Folders and files that the sandbox hides besides, and such as it shows although they are in a home; read-only. */
  hidden: z.array(AbsolutePath).max(100).default([]),
  visible: z.array(AbsolutePath).max(100).default([]),
  labels: z.array(z.string().min(1).max(60)).max(30).default([]),
  pollSecs: z.number().positive().default(15),
  /** First and longest wait after a failed call. */
  backoffSecs: z.number().positive().default(0.5),
  backoffMaxSecs: z.number().positive().default(15),
  /** How long one HTTP call may take. */
  callSecs: z.number().positive().default(15),
  /** After the order to stop work, how long the last reports may take to be acknowledged. */
  reportSecs: z.number().positive().default(15),
  /** No job is taken when less is free where the checkouts live. */
  minFreeMb: z.number().nonnegative().default(256),
  /** What the processes of one job may hold of the memory; 0 is their share of three quarters of the machine's. */
  memoryMb: z.int().nonnegative().default(0),
  /** What the folder of one job may take of the disk; 0 is no limit. */
  folderMb: z.int().nonnegative().default(10_240),
  /** How often that is looked at. */
  sampleSecs: z.number().positive().default(1),
  /** main.ts: after the first signal, how long running jobs may go on. */
  drainSecs: z.number().nonnegative().default(60),
});

export type LogSink = (record: LogRecord) => void;
/** What the process around the runner may give it; none of it stands in a configuration file. */
export interface RunnerSinks {
  readonly log: LogSink;
  /** The Worker has answered a claim, with a job or without. */
  readonly onContact: () => void;
}
export type RunnerOptions = z.input<typeof Settings> & Partial<RunnerSinks>;
export type RunnerSettings = z.output<typeof Settings> & RunnerSinks;

const printLine: LogSink = (record) => void process.stdout.write(`${JSON.stringify(record)}\n`);

export function readOptions(options: unknown): Result<RunnerSettings, string> {
  const { log, onContact, ...rest } = (options ?? {}) as Partial<RunnerSinks>;
  const parsed = Settings.safeParse(rest);
  if (parsed.success)
    return ok({ ...parsed.data, log: log ?? printLine, onContact: onContact ?? (() => {}) });
  return err(`The runner's configuration is not usable.\n${z.prettifyError(parsed.error)}`);
}
