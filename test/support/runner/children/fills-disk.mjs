// Writes without end, below its home and not in its checkout; stops politely when it can no longer.
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

const file = openSync(join(process.env.HOME, "core.dump"), "w");
const block = Buffer.alloc(1_000_000, 1);
const writing = setInterval(() => {
  try {
    writeSync(file, block);
  } catch (cause) {
    clearInterval(writing);
    closeSync(file);
    console.error(`cannot write: ${cause.code}`);
    process.exitCode = 1;
  }
}, 2);
