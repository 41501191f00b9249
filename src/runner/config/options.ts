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

/** Each with what it means, for people: the file `runner.toml` and its checks are made from this, with keys in snake case. */
export const Settings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .describe("Address of the Worker, as in https://adf.example.workers.dev."),
  stateDir: z
    .string()
    .min(1)
    .default(() => join(homedir(), ".adf", "runner"))
    .transform((dir) => resolve(dir))
    .describe(
      "Where credential, mirrors and checkouts are kept, for one runner at a time. Left out, it is .adf/runner in the home of the account that runs it.",
    ),
  identityDir: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Where runner.json is, when a service manager hands it over elsewhere than in the state folder.",
    ),
  capacity: z.int().min(1).max(32).default(1).describe("Jobs at one time."),
  labels: z
    .array(z.string().min(1).max(60))
    .max(30)
    .default([])
    .describe("What the Worker is told of this machine besides its agent CLIs."),
  sandbox: z
    .enum(["auto", "require", "off"])
    .default("auto")
    .describe(
      "The sandbox around agents: auto where the machine has one, require or start nothing at all, off to do without. A project can require it too.",
    ),
  hidden: z
    .array(AbsolutePath)
    .max(100)
    .default([])
    .describe("Folders and files that the sandbox hides besides those it always hides."),
  visible: z
    .array(AbsolutePath)
    .max(100)
    .default([])
    .describe("Folders and files that it shows although they are hidden; read-only."),
  memoryMb: z
    .int()
    .min(0)
    .max(10_000_000)
    .default(0)
    .describe(
      "What all processes of one job may hold of the memory. 0 is three quarters of the machine's, shared by capacity.",
    ),
  folderMb: z
    .int()
    .min(0)
    .max(100_000_000)
    .default(10_240)
    .describe("What the folder of one job may take of the disk. 0 is no limit."),
  minFreeMb: z
    .number()
    .min(0)
    .max(1_000_000_000_000)
    .default(256)
    .describe(
      "No job is taken with less free where the checkouts live; with a quarter of it, jobs are stopped.",
    ),
  sampleSecs: z
    .number()
    .positive()
    .max(3_600)
    .default(1)
    .describe("How often memory and disk are looked at."),
  metricsPort: z
    .int()
    .min(0)
    .max(65_535)
    .default(9_479)
    .describe(
      "On loopback, for /healthz and /metrics; where it is taken, the next of ten that is free. 0 is neither.",
    ),
  janitorSecs: z
    .number()
    .min(0)
    .max(31_536_000)
    .default(3_600)
    .describe("How often mirrors and conversations of the past are looked through. 0 is never."),
  keepDays: z
    .number()
    .positive()
    .max(36_500)
    .default(30)
    .describe("A mirror or a conversation goes so long after its last use."),
  keepCount: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(200)
    .describe("With more of them than this, those go that were not used for longest."),
  keepMb: z
    .int()
    .min(1)
    .max(100_000_000)
    .default(20_480)
    .describe("The same when they take more of the disk together."),
  pollSecs: z
    .number()
    .positive()
    .max(3_600)
    .default(15)
    .describe("How often work is asked for where no wake-up comes."),
  backoffSecs: z
    .number()
    .positive()
    .max(3_600)
    .default(0.5)
    .describe("First wait after a failed call; it doubles."),
  backoffMaxSecs: z.number().positive().max(3_600).default(15).describe("The longest such wait."),
  callSecs: z.number().positive().max(3_600).default(15).describe("How long one HTTP call may take."),
  drainSecs: z
    .number()
    .min(0)
    .max(86_400)
    .default(60)
    .describe("After the first signal to end, how long running jobs may go on."),
  reportSecs: z
    .number()
    .positive()
    .max(3_600)
    .default(15)
    .describe("After that, how long the last reports may take to be acknowledged."),
  agents: z
    .record(z.string().min(1).max(60), AgentCommand)
    .default({})
    .describe(
      "The agent CLIs, each a table called as the routes name it; one that is not on the machine is not offered.",
    ),
  references: z
    .record(Name, z.string().startsWith("/", "the absolute path of a clone"))
    .default({})
    .describe(
      "Project and a clone of its repository on this machine, from which a new mirror takes what it can. Only ever read.",
    ),
});

export type LogSink = (record: LogRecord) => void;
/** What the process around the runner may give it; none of it stands in a configuration file. */
export interface RunnerSinks {
  readonly log: LogSink;
  /** The Worker has answered a claim, with a job or without. */
  readonly onContact: () => void;
  /** Takes at most one job, and ends. */
  readonly once: boolean;
}
export type RunnerOptions = z.input<typeof Settings> & Partial<RunnerSinks>;
export type RunnerSettings = z.output<typeof Settings> & RunnerSinks;

const printLine: LogSink = (record) => void process.stdout.write(`${JSON.stringify(record)}\n`);

export function readOptions(options: unknown): Result<RunnerSettings, string> {
  const { log, onContact, once, ...rest } = (options ?? {}) as Partial<RunnerSinks>;
  const parsed = Settings.safeParse(rest);
  if (parsed.success)
    return ok({
      ...parsed.data,
      log: log ?? printLine,
      onContact: onContact ?? (() => {}),
      once: once ?? false,
    });
  return err(`The runner's configuration is not usable.\n${z.prettifyError(parsed.error)}`);
}
