import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { testBindings } from "./test/support/worker/bindings.ts";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  throw new Error(
    `These tests need Node >= 22.12, and this is ${process.version}. Run them with "npm test" after "npm ci": on Linux x64 that brings its own Node.`,
  );
}

const full = process.env.ADF_FULL === "1";

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/closing-line.ts"],
    projects: [
      {
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: ["test/worker/**", ...(full ? [] : ["test/**/*.full.test.ts"])],
          // Most of these wait for processes; three at a time keep two cores busy without starving what is timed.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
          // Virtual time or awaited conditions decide; these only end what hangs, on a machine of any load.
          testTimeout: 60_000,
          hookTimeout: 120_000,
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
          exclude: full ? [] : ["test/worker/**/*.full.test.ts"],
          testTimeout: 30_000,
          // Each test clears what it stored; one isolate for all files saves a third of the time.
          isolate: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
