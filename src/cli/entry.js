/**
 * Where `npm start` and `npm run adf` begin. Plain JavaScript, so that a Node that is too old says so in a sentence
 * instead of failing on the first type annotation.
 */
import { spawnSync } from "node:child_process";
import module from "node:module";
import { fileURLToPath } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `adf: this is Node ${process.version}, and adf needs 22.12 or newer\n` +
      "  why:  it runs TypeScript directly, and its Worker runtime needs it too\n" +
      "  next: on Linux x64 run `npm ci` here and start through npm, which brings its own Node; elsewhere install a newer one\n",
  );
  process.exit(2);
}

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

try {
  import.meta.resolve("commander");
} catch {
  process.stderr.write(
    `adf: the packages that it needs are not installed\n  why:  there is no commander in ${here("../../node_modules")}\n  next: npm ci\n`,
  );
  process.exit(2);
}

// What was compiled is kept beside the packages it belongs to, not in a folder that others may write: a command starts
// in half the time. Where nothing can be written, nothing is kept.
module.enableCompileCache(here("../../node_modules/.cache/node"));

if (process.features.typescript) {
  await import("./adf.ts");
} else {
  // From 22.12 to 22.17 Node runs TypeScript only when asked to.
  const adf = here("./adf.ts");
  process.on("SIGINT", () => {});
  const flags = ["--experimental-strip-types", "--no-warnings"];
  const child = spawnSync(process.execPath, [...flags, adf, ...process.argv.slice(2)], { stdio: "inherit" });
  process.exitCode = child.status ?? 130;
}
