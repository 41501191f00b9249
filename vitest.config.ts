import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.ts";
import { testBindings } from "./test/support/worker/bindings.ts";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  throw new Error(
    `These tests need Node >= 22.12, and this is ${process.version}. Run them with "npm test" after "npm ci": on Linux x64 that brings its own Node.`,
  );
}

const full = process.env.ADF_FULL === "1";
const long = full ? [] : ["test/**/*.full.test.ts"];

/** Whole factories, runners and lives: each file has a process of its own, and may do with it what it likes. */
const FACTORIES = ["conformance", "first-48-hours", "journeys", "runner", "simulator"].map(
  (room) => `test/${room}/**/*.test.ts`,
);

/** These keep all cores busy by themselves: a factory beside them would run into its limits of time. */
const CROWDS = ["test/runner/guard/matrix.full.test.ts", "test/runner/torture.full.test.ts"];

// Virtual time or awaited conditions decide; these only end what hangs, on a machine of any load.
const patient = { testTimeout: 60_000, hookTimeout: 120_000 };
// Factories wait for processes half of their time: four at once keep two cores busy. The long ones are nearer to their
// limits of time. The others only compute.
// (A single worker in the group 0 would come last.)
const alone = { maxWorkers: 1, sequence: { groupOrder: 1 } };
const waiting = { maxWorkers: full ? 3 : 4, maxConcurrency: 2, sequence: { groupOrder: 2 } };
const computing = { maxWorkers: 2, sequence: { groupOrder: 3 } };

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/closing-line.ts"],
    sequence: { sequencer: LongestFirst },
    projects: [
      ...(full ? [{ test: { name: "crowds", include: CROWDS, ...alone, ...patient } }] : []),
      {
        test: {
          name: "factories",
          include: FACTORIES,
          exclude: [...long, ...CROWDS],
          ...waiting,
          ...patient,
        },
      },
      {
        test: {
          name: "shared",
          include: ["test/**/*.test.ts"],
          exclude: ["test/worker/**", ...FACTORIES, ...long],
          // They keep nothing that another could trip over. To load the product once, and not for each of them, halves
          // their time.
          isolate: false,
          ...computing,
          ...patient,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: { ...testBindings },
              queueConsumers: {
                "adf-hints": {
                  maxBatchTimeout: 0.01,
                  retryDelay: 0,
                  maxRetries: 2,
                  deadLetterQueue: "adf-dead",
                },
                "adf-forge": {
                  maxBatchTimeout: 0.01,
                  retryDelay: 0,
                  maxRetries: 2,
                  deadLetterQueue: "adf-dead",
                },
                "adf-dead": { maxBatchTimeout: 0.01 },
              },
            },
          }),
        ],
        test: {
          name: "worker",
          include: ["test/worker/**/*.test.ts"],
          exclude: long,
          testTimeout: 30_000,
          // Each test clears what it stored; one isolate for all files saves a third of the time. Only one at a time: a test
          // that waits until the queues are quiet takes another's load for quiet.
          isolate: false,
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
