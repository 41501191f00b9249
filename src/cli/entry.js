#!/usr/bin/env node
/**
 * Where `npm start`, `npm run adf` and the bin `adf` begin. Plain JavaScript, so that a Node that is too old hands over to the
 * one that `npm ci` brought, or says so in a sentence, instead of failing on the first type annotation.
 */
import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The same words by another Node; whoever asks this process to end asks that one. Ctrl-C reaches both by itself. */
const handOver = (program, words) => {
  const child = spawn(program, [...words, ...process.argv.slice(2)], { stdio: "inherit" });
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("exit", (code) => {
    process.exitCode = code ?? 130;
  });
};

const old = major < 22 || (major === 22 && minor < 12);
const brought = here("../../node_modules/.bin/node");
const other = old && existsSync(brought) && realpathSync(brought) !== realpathSync(process.execPath);

if (old && !other) {
  process.stderr.write(
    `adf: this is Node ${process.version}, and adf needs 22.12 or newer\n` +
      "  why:  it runs TypeScript directly, and its Worker runtime needs it too\n" +
      "  next: on Linux x64 run `npm ci` here, which brings a Node of its own; elsewhere install a newer one\n",
  );
  process.exit(2);
}

try {
  import.meta.resolve("commander");
} catch {
  process.stderr.write(
    `adf: the packages that it needs are not installed\n  why:  there is no commander in ${here("../../node_modules")}\n  next: npm ci\n`,
  );
  process.exit(2);
}

if (other) {
  handOver(brought, [here("./entry.js")]);
} else {
  // What was compiled is kept beside the packages it belongs to, not in a folder that others may write: a command starts
  // in half the time. Where nothing can be written, nothing is kept.
  module.enableCompileCache(here("../../node_modules/.cache/node"));

  if (process.features.typescript) await import("./adf.ts");
  // From 22.12 to 22.17 Node runs TypeScript only when asked to.
  else handOver(process.execPath, ["--experimental-strip-types", "--no-warnings", here("./adf.ts")]);
}
