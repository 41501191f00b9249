import { defineConfig } from "vitest/config";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  throw new Error(
    `These tests need Node >= 22.12, and this is ${process.version}. Run them with "npm test" after "npm ci": on Linux x64 that brings its own Node.`,
  );
}

const full = process.env["ADF_FULL"] === "1";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: ["test/worker/**", ...(full ? [] : ["test/**/*.full.test.ts"])],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
