import { defineConfig } from "vitest/config";

/** The real agent CLIs, driven by a scripted model: `npm run test:clis`; ADF_TEST_CLIS=claude,codex asks for some. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["test/clis/*.clis.ts"],
    // They wait more than they work.
    maxWorkers: 2,
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
  },
});
