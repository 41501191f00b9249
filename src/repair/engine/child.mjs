/**
 * Runs in a child process: many versions of the same sources, each against the same test files, one after the
 * other under the real node:test. Every version gets its own module instances (a query on the URL), so a
 * version costs milliseconds and not a process. Results go to file descriptor 3 as JSON lines, beside
 * whatever the tests print. A version that never ends stops the process; the parent notices and goes on.
 * Plain JavaScript, like all that children load: they start often, and need no TypeScript stripper then.
 */
import { readFileSync, writeSync } from "node:fs";
import { registerHooks } from "node:module";
import { after, afterEach, beforeEach, describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startProbe } from "./probe.mjs";
import { applied, TURN, withCounters } from "./version.mjs";

/** @import { Edit, Job, Line, Ranges } from "./wire.ts" */

/** @type {Job} */
const job = JSON.parse(readFileSync(0, "utf8"));
const inside = `${pathToFileURL(job.root).href}/`;
let version = "";
let turns = 0;
let mostTurns = job.turns.most;
Object.defineProperty(globalThis, TURN, {
  value: () => {
    turns += 1;
    if (turns > mostTurns) throw new RangeError(`stopped after ${mostTurns} turns of its loops`);
  },
});
/** @type {readonly Edit[]} */
let edits = [];

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const ours = found.url.startsWith(inside) && !found.url.includes("/node_modules/");
    return ours && found.format === "module" ? { ...found, url: `${found.url}?adf=${version}` } : found;
  },
  load(url, context, next) {
    const at = url.indexOf("?adf=");
    if (at < 0) return next(url, context);
    const path = fileURLToPath(url.slice(0, at));
    const mine = edits.filter((edit) => `${job.root}/${edit.file}` === path);
    if (mine.length === 0) return next(url, context);
    return { format: "module", source: applied(readFileSync(path, "utf8"), mine), shortCircuit: true };
  },
});

/** @param {Line} line */
function send(line) {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let sent = 0; sent < bytes.length; ) {
    try {
      sent += writeSync(3, bytes, sent);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EAGAIN") throw error;
    }
  }
}

const probe = job.coverage ? startProbe(inside) : null;
/** @type {string | null} */
let running = null;

/**
 * The test file is the one whose code ran: the runner itself takes this file for the place of every test.
 *
 * @param {string} test
 * @param {boolean} passed
 * @param {Ranges} files
 */
function sendSpectrum(test, passed, files) {
  const from = job.files.find((file) => files[file] !== undefined) ?? "";
  send({ kind: "spectrum", test, from, passed, files });
}

// A test whose promise never settles ends with the process, without its hooks.
process.on("exit", () => {
  if (probe !== null && running !== null) sendSpectrum(running, false, probe.take());
});

for (const candidate of job.candidates) {
  version = String(candidate.id);
  edits = withCounters(candidate.edits, job.counters);
  turns = 0;
  // The reporter is a stream: let it finish the last candidate's lines before this one can block the process.
  for (let turn = 0; turn < 3; turn += 1) await setImmediate();
  send({ kind: "begun", id: candidate.id });
  await new Promise((/** @type {(done?: undefined) => void} */ finished) => {
    describe(`adf:${candidate.id}`, async () => {
      after(() => {
        send({ kind: "turns", count: turns });
        // The unchanged sources say how much work is usual.
        if (candidate.edits.length === 0) mostTurns = Math.max(job.turns.least, turns * job.turns.factor);
        finished();
      });
      if (probe !== null) {
        beforeEach((context) => {
          running = context.name;
          probe.reset();
        });
        afterEach((context) => {
          running = null;
          const { passed } = /** @type {{ passed?: boolean }} */ (/** @type {unknown} */ (context));
          sendSpectrum(context.name, passed === true, probe.take());
        });
      }
      for (const file of job.files) {
        try {
          await import(pathToFileURL(`${job.root}/${file}`).href);
        } catch (error) {
          test(`${file} does not load`, () => Promise.reject(error));
        }
      }
      if (probe !== null) send({ kind: "loaded", files: probe.take() });
    });
  });
}
